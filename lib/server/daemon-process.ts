// The daemon process: loop: accept, start a server process, close the accepted socket. A process that it
// has forked falls out of the loop.
import { fork } from '../fork/fork'
import { release } from '../release'
import { type Accepted, acceptClient, drop } from './daemon/accepting'
import { obeyCommands, topProcessGone } from './daemon/commands'
import { type Daemon, nowMs } from './daemon/daemon'
import { forkAhead, handOver, passTo, wantsSpare } from './daemon/forking-ahead'
import { collectNowAndThen } from './daemon/garbage'
import { measureMemoryNowAndThen } from './daemon/memory'
import { rehearseTurn } from './daemon/rehearsal'
import { reload } from './daemon/reloading'
import { removeLost, removeZombies } from './daemon/removing'
import { logState } from './daemon/reporting'
import type { Spare } from './daemon/spares'
import { hasStopped, signalDue, stopAtOnce, stopBySignal } from './daemon/stopping'
import { type Ready, SWEEP_MS, waitForWork } from './daemon/waiting'
import { startHubProcess } from './hub-process'
import { takeNoted } from './process-signals'

/** What a process that was forked in the loop is to be. */
export type Role =
  | { role: 'server process'; accepted: Accepted; id: number }
  | { role: 'spare process'; channel: number }
  | { role: 'hub process' }

/** Returns in a process that was forked; in the daemon process itself only when it has stopped. */
export const runDaemonProcess = <C>(daemon: Daemon<C>): Role | undefined => {
  let sweptMs = nowMs()
  for (;;) {
    const ready = waitForWork(daemon)
    heedSignals(daemon)
    if (ready.channel) {
      daemon.channel?.flush()
      obeyCommands(daemon)
    }
    if (daemon.channel?.fd === -1) topProcessGone(daemon)
    signalDue(daemon)
    if (nowMs() - sweptMs >= SWEEP_MS) {
      removeLost(daemon)
      sweptMs = nowMs()
    }
    if (hasStopped(daemon)) return undefined
    if (ready.member && startHubProcess(daemon)) return { role: 'hub process' }
    const role = serveClients(daemon, ready) ?? prepareForClients(daemon, ready)
    if (role !== undefined) return role
  }
}

const serveClients = <C>(daemon: Daemon<C>, { topSockets }: Ready): Role | undefined => {
  for (const topSocket of topSockets) {
    const accepted = acceptClient(daemon, topSocket)
    if (accepted === undefined) continue
    const id = startServerProcess(daemon, accepted)
    if (id !== undefined) return { role: 'server process', accepted, id }
  }
  return undefined
}

/** When no client is there. */
const prepareForClients = <C>(daemon: Daemon<C>, { topSockets }: Ready): Role | undefined => {
  if (topSockets.length > 0 || !wantsSpare(daemon, nowMs())) return undefined
  const channel = forkAhead(daemon)
  if (channel !== undefined) return { role: 'spare process', channel }
  // What the next client makes us write to is shared with the child now, and would be copied while it waits.
  if (!wantsSpare(daemon, nowMs())) rehearseTurn(daemon, rehearsePassing)
  return undefined
}

/** What happens to a client that a spare gets, and nothing else: no fork, no signal to a spare that is none. */
const rehearsePassing = (actor: Daemon<unknown>, spare: Spare): boolean => {
  const [topSocket] = waitForWork(actor).topSockets
  const accepted = topSocket && acceptClient(actor, topSocket)
  if (accepted === undefined) return false
  try {
    passTo(actor, spare, accepted, 1)
  } finally {
    sessionBegun(actor, accepted, { ...spare, id: 1, startedMs: nowMs() })
  }
  return true
}

const heedSignals = <C>(daemon: Daemon<C>): void => {
  const { children, reread, stops, quit, state } = takeNoted()
  if (children) removeZombies(daemon)
  if (reread) reload(daemon)
  if (stops > 0) stopBySignal(daemon, stops)
  if (quit) stopAtOnce(daemon)
  if (state) logState(daemon)
}

/** In the server process: the number of its session. In the daemon process nothing is left open, whatever happens. */
const startServerProcess = <C>(daemon: Daemon<C>, accepted: Accepted): number | undefined => {
  const id = daemon.counters.forked + 1
  const startedMs = nowMs()
  const spare = handOver(daemon, accepted, id)
  const pid = spare?.pid ?? tryToFork(daemon, accepted)
  if (pid === 0) return id
  if (pid === undefined) return undefined
  sessionBegun(daemon, accepted, {
    id,
    pid,
    startedMs,
    forkMs: spare?.forkMs ?? nowMs() - startedMs,
  })
  return undefined
}

interface Begun {
  id: number
  pid: number
  startedMs: number
  forkMs: number
}

const sessionBegun = <C>(
  daemon: Daemon<C>,
  { fd, remote, source }: Accepted,
  { id, pid, startedMs, forkMs }: Begun,
): void => {
  const { totalMs } = daemon.settings.limits
  daemon.counters.forked++
  daemon.children.add({
    id,
    pid,
    source,
    startedMs,
    dueMs: totalMs === 0 ? Number.POSITIVE_INFINITY : startedMs + totalMs,
    dueReason: 'timeout',
    sent: 'nothing',
  })
  release(fd)
  measureMemoryNowAndThen(daemon)
  daemon.reports.event('fork', { id, pid, remote, forkMs, anonymousKb: daemon.anonymousKb })
  collectNowAndThen(daemon.counters.forked)
}

const tryToFork = <C>(daemon: Daemon<C>, { fd, remote }: Accepted): number | undefined => {
  daemon.reserve.release()
  try {
    const pid = fork()
    if (pid === 0) return 0
    const failures = daemon.acceptance.succeeded('fork')
    if (failures > 0) daemon.log.line(`starts server processes again, after ${failures} failures`)
    return pid
  } catch (error) {
    const first = daemon.acceptance.failed('fork', nowMs())
    if (first) daemon.log.line(`no server process: ${(error as Error).message}`)
    drop(daemon, fd, remote, 'fork', error as Error)
    return undefined
  }
}
