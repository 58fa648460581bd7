// A server that runs until it is ended, with everything that it has started.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../peers/free-port'
import { inodeOfListener } from '../peers/listening-socket'
import type { Peer } from '../peers/peer'
import { atEnd } from './at-end'
import { tools } from './tools'
import { countLiving, treeOf } from './tree'

const START_MS = 20_000
/** How long nothing may change. */
const CALM_MS = 500
const SETTLE_MS = 60_000
/** More than those may be in reserve, or on their way out. */
const FEW = 20
const END_MS = 30_000
const STDERR_KEPT = 300

export interface Running {
  port: number
  /** The process under which all of it is. */
  root: number
  /** How many processes live without any client. */
  idleCount: number
  end: () => Promise<void>
}

const isGone = (pid: number): boolean => {
  try {
    return / Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/\(.*\)/s, ''))
  } catch {
    return true
  }
}

/** The event loop may stand still: the bench itself ends. */
const endNow = (pid: number) => {
  process.kill(pid, 'SIGTERM')
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  for (let waitedMs = 0; waitedMs < END_MS && !isGone(pid); waitedMs += 5)
    Atomics.wait(sleeper, 0, 0, 5)
}

const listens = async (child: ChildProcess, port: number, complaints: () => string) => {
  for (let waitedMs = 0; inodeOfListener(port) === undefined; waitedMs += 5) {
    if (child.exitCode !== null) throw new Error(`it ends at once: ${complaints()}`)
    if (waitedMs > START_MS) throw new Error(`it does not listen: ${complaints()}`)
    await pause(5)
  }
}

/**
 * Waits until as many processes live as that, or until their number, hardly above it, has not changed for a
 * moment; gives their number. Those that have ended need not have been waited for: their processor time can be read.
 */
export const settle = async (root: number, idleCount?: number): Promise<number> => {
  let last = -1
  let sinceMs = performance.now()
  const endMs = sinceMs + SETTLE_MS
  while (performance.now() < endMs) {
    const count = countLiving(treeOf(root))
    if (count === idleCount) return count
    if (count !== last) sinceMs = performance.now()
    const calm = performance.now() - sinceMs >= CALM_MS
    if (calm && count <= (idleCount ?? count) + FEW) return count
    last = count
    await pause(10 + count / 10) // to look at many takes time itself
  }
  return last
}

/** `files` is RLIMIT_NOFILE; 0: as it is. */
export const launch = async (peer: Peer, files = 0): Promise<Running> => {
  const port = await freePort()
  const words = [String(process.pid), String(files), ...peer.command(String(port))]
  const child = spawn(tools.launch, words, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  child.on('error', () => {}) // there is no pid then
  const root = child.pid
  if (root === undefined) throw new Error(`${peer.name} cannot be started`)
  const forget = atEnd(() => endNow(root))
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk).slice(-STDERR_KEPT)
  })
  const exited = once(child, 'exit')
  const end = async () => {
    child.kill('SIGTERM')
    await exited
    forget()
  }
  try {
    await listens(child, port, () => complaints.trim())
    return { port, root, idleCount: await settle(root), end }
  } catch (error) {
    await end()
    throw error
  }
}
