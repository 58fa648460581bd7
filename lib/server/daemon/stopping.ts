// How a daemon process stops: no new client; the sessions may finish until a deadline; then SIGTERM, and
// SIGKILL for those who do not mind it.

import { discard } from '../top/top-socket'
import { type Daemon, nowMs } from './daemon'
import { retireSpares } from './forking-ahead'
import { signalGroup } from './signal-group'

/** Begins to stop, or shortens the time that is left. The ports are free at once. */
export const stop = <C>(daemon: Daemon<C>, graceMs: number): void => {
  daemon.stopping = true
  for (const topSocket of daemon.topSockets) discard(topSocket)
  daemon.topSockets = []
  retireSpares(daemon)
  daemon.children.endBy(nowMs() + graceMs, 'stop')
}

/** Stops without any grace. */
export const stopAtOnce = <C>(daemon: Daemon<C>): void => {
  stop(daemon, 0)
  for (const { pid } of daemon.children.killAll('stop')) signalGroup(pid, 'SIGKILL')
}

/** SIGTERM and SIGINT: the second hurries, the third does not wait. */
export const stopBySignal = <C>(daemon: Daemon<C>, signals: number): void => {
  daemon.stops += signals
  if (daemon.stops === 1) stop(daemon, daemon.options.graceMs)
  else if (daemon.stops === 2) stop(daemon, 0)
  else stopAtOnce(daemon)
}

/** Sends the signals that are due, to sessions whose time is up. */
export const signalDue = <C>({ children, options }: Daemon<C>): void => {
  for (const { pid, sent } of children.takeDue(nowMs(), options.killMs)) {
    signalGroup(pid, sent as NodeJS.Signals)
    // A process that is stopped would only note it.
    if (sent === 'SIGTERM') signalGroup(pid, 'SIGCONT')
  }
}

/** Whether all has been done that a stop asks for. */
export const hasStopped = <C>(daemon: Daemon<C>): boolean =>
  daemon.stopping && daemon.children.size === 0 && daemon.spares.pids.length === 0 && endHub(daemon)

/** The hub process goes last: sessions talk until their end. It keeps nothing that would be lost. */
const endHub = <C>({ hub }: Daemon<C>): boolean => {
  if (hub !== 0) signalGroup(hub, 'SIGKILL')
  return hub === 0
}
