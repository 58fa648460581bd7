// The one place where the daemon process waits: for clients, signals, the top process, a member of the
// hub, and until something is due.
import { binding } from '../../binding'
import { POLLIN } from '../../posix/constants'
import { hasNoted } from '../process-signals'
import type { TopSocket } from '../top/top-socket'
import { accepts } from './accepting'
import { type Daemon, nowMs } from './daemon'
import { wantsSpare } from './forking-ahead'

/** Children that somebody else has waited for are missed after so long, at the latest. */
export const SWEEP_MS = 60_000

export interface Ready {
  topSockets: TopSocket[]
  /** The top process has said something, or takes more. */
  channel: boolean
  /** A member wants to join the hub, and there is none. */
  member: boolean
}

const NOTHING: Ready = { topSockets: [], channel: false, member: false }
const FIELDS = 3
const NOBODY = new Int32Array(0)
const BLIND_MS = 1000

// The first member wakes us; while we stop, only as long as there are sessions that may talk.
const wantsHub = <C>({ hub, hubResumesMs, stopping, children }: Daemon<C>, now: number): boolean =>
  hub === 0 && hubResumesMs <= now && (!stopping || children.size > 0)

// A negative descriptor is passed over.
const tableOf = <C>(daemon: Daemon<C>, now: number): number[] => {
  const { topSockets, channel, rendezvous } = daemon
  const accepting = accepts(daemon, now)
  const hubSocket = wantsHub(daemon, now) ? rendezvous.hubSocket : -1
  const table = [channel?.fd ?? -1, channel?.events ?? 0, 0, hubSocket, POLLIN, 0]
  for (const { fd } of topSockets) table.push(accepting ? fd : -1, POLLIN, 0)
  return table
}

// Handlers run in every blocking call, accept() among them: such a signal ends no poll() any more. And the
// top process may have gone while something was said to it.
const isOverdue = <C>({ channel }: Daemon<C>): boolean => hasNoted() || channel?.fd === -1

const timeoutMs = <C>(daemon: Daemon<C>, now: number): number => {
  if (isOverdue(daemon)) return 0
  const { children, acceptance, hubResumesMs, spareResumesMs, channel } = daemon
  if (wantsSpare(daemon, now)) return 0
  let dueMs = Math.min(children.nextDueMs, now + SWEEP_MS)
  const pauses = [acceptance.resumesMs, hubResumesMs, spareResumesMs, channel?.resumesMs ?? 0]
  for (const resumesMs of pauses) {
    if (resumesMs > now) dueMs = Math.min(dueMs, resumesMs)
  }
  return Math.max(0, Math.ceil(dueMs - now))
}

const pollTable = (limitMs: number, table: Int32Array): boolean => {
  try {
    return binding.poll(limitMs, table) > 0
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EINTR') return false
    // More descriptors than RLIMIT_NOFILE, or no memory: till there is more, only signals are heard.
    if (code === 'EINVAL' || code === 'ENOMEM')
      return pollTable(Math.min(limitMs, BLIND_MS), NOBODY)
    throw error
  }
}

/** Waits until there is something to do; a signal that was noted ends it, too. */
export const waitForWork = <C>(daemon: Daemon<C>): Ready => {
  const now = nowMs()
  const table = Int32Array.from(tableOf(daemon, now))
  if (!pollTable(timeoutMs(daemon, now), table)) return NOTHING
  const ready = (at: number) => table[at * FIELDS + 2] !== 0
  return {
    channel: ready(0),
    member: ready(1),
    topSockets: daemon.topSockets.filter((_, index) => ready(index + 2)),
  }
}
