// Signals for one thread of a process, which Node cannot send.
import { execFileSync } from 'node:child_process'
import os from 'node:os'
import { signalSetHas, threads } from './proc'

/** The helper threads that do not block the signal. */
export const willing = (pid: number, signal: number): number[] =>
  threads(pid).filter((tid) => tid !== pid && !signalSetHas(pid, 'SigBlk', signal, tid))

export function tgkill(pid: number, tid: number, signal: NodeJS.Signals): void {
  const call = `import ctypes, sys; sys.exit(ctypes.CDLL(None).tgkill(${pid}, ${tid}, ${os.constants.signals[signal]}))`
  execFileSync('python3', ['-c', call])
}
