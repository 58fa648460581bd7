// The daemon process: loop: accept, start a server process, close the accepted socket. A process that it
// has forked falls out of the loop.
import { binding } from '../binding'
import { fork } from '../fork/fork'
import { release } from '../release'
import { type Accepted, acceptClient, drop } from './daemon/accepting'
import { sessionBegun } from './daemon/beginning'
import { hearSpares } from './daemon/claims'
import { obeyCommands, topProcessGone } from './daemon/commands'
import { type Daemon, nowMs } from './daemon/daemon'
import { forkAhead, wantsSpare } from './daemon/forking-ahead'
import { reload } from './daemon/reloading'
import { removeLost, removeZombies } from './daemon/removing'
import { logState } from './daemon/reporting'
import { hasStopped, signalDue, stopAtOnce, stopBySignal } from './daemon/stopping'
import { type Ready, SWEEP_MS, waitForWork } from './daemon/waiting'
import { startHubProcess } from './hub-process'
import { takeNoted } from './process-signals'
import type { TopSocket } from './top/top-socket'

/** `id` is the number of the session. */
interface ServerRole {
  role: 'server process'
  accepted: Accepted
  id: number
}

/** What a process that was forked in the loop is to be. */
export type Role = ServerRole | { role: 'spare process'; channel: number } | { role: 'hub process' }

/** Returns in a process that was forked; in the daemon process itself only when it has stopped. */
export const runDaemonProcess = <C>(daemon: Daemon<C>): Role | undefined => {
  let sweptMs = nowMs()
  for (;;) {
    const ready = waitForWork(daemon)
    heedSignals(daemon)
    if (ready.bell) hearSpares(daemon)
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
  let role: Role | undefined
  // Not out of the middle of a loop: V8 would have to find what ends the iteration, in each child anew.
  topSockets.some((topSocket) => {
    role = serveClient(daemon, topSocket)
    return role !== undefined
  })
  return role
}

const serveClient = <C>(daemon: Daemon<C>, topSocket: TopSocket): Role | undefined => {
  const accepted = acceptClient(daemon, topSocket)
  if (accepted === undefined) return undefined
  const role: ServerRole = { role: 'server process', accepted, id: binding.nextSessionNumber() }
  return startServerProcess(daemon, role) ? role : undefined
}

/** When no client is there. */
const prepareForClients = <C>(daemon: Daemon<C>, { topSockets }: Ready): Role | undefined => {
  if (topSockets.length > 0 || !wantsSpare(daemon, nowMs())) return undefined
  const channel = forkAhead(daemon)
  return channel === undefined ? undefined : { role: 'spare process', channel }
}

const heedSignals = <C>(daemon: Daemon<C>): void => {
  const { children, reread, stops, quit, state } = takeNoted()
  if (children) removeZombies(daemon)
  if (reread) reload(daemon)
  if (stops > 0) stopBySignal(daemon, stops)
  if (quit) stopAtOnce(daemon)
  if (state) logState(daemon)
}

/** True in the server process. In the daemon process nothing is left open, whatever happens. */
const startServerProcess = <C>(daemon: Daemon<C>, { accepted, id }: ServerRole): boolean => {
  const startedMs = nowMs()
  const pid = tryToFork(daemon, accepted)
  if (pid === 0) return true
  if (pid === undefined) {
    binding.returnSessionNumber(id)
    return false
  }
  const { fd, remote, source } = accepted
  release(fd)
  sessionBegun(daemon, { id, pid, remote, source, startedMs, forkMs: nowMs() - startedMs })
  return false
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
