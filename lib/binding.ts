// Loads the addon. This is the one typed interface of it; nothing else calls node-gyp-build.
import path from 'node:path'

import load = require('node-gyp-build')

// Any other handler is foreign C code, and its struct sigaction travels as bytes.
export enum SignalHandler {
  Default = 0,
  Ignore = 1,
  Catch = 2,
}

export interface KernelSignalAction {
  handler: SignalHandler | Uint8Array
  flags: number
  mask: number[]
}

export interface SignalConstants {
  SA_RESTART: number
  SA_NOCLDSTOP: number
  SA_NOCLDWAIT: number
  SA_RESETHAND: number
  SA_NODEFER: number
  SIGRTMIN?: number
  SIGMAX: number
}

export interface Binding {
  getpid(): number
  getppid(): number
  sigaction(
    signal: number,
    handler?: SignalHandler | Uint8Array,
    flags?: number,
    mask?: number[],
  ): KernelSignalAction
  startSignalDelivery(dispatch: (signal: number) => void): void
  releaseSignal(signal: number): void
  readonly signalConstants: SignalConstants
  testRead(fd: number, length: number): Buffer
  testPoll(fd: number, ms: number): number
}

// From dist/lib and from lib (under jest) alike, the package root is the nearest binding.gyp.
const root = path.resolve(__dirname, __filename.endsWith('.ts') ? '..' : '../..')

export const binding = load(root) as Binding
