// The one place where the daemon process waits: for clients, signals, the top process, a member of the
// hub, and until something is due.
import { POLLIN } from '../../posix/constants'
import { hasNoted } from '../process-signals'
import type { TopSocket } from '../top/top-socket'
import { accepts } from './accepting'
import { type Daemon, nowMs } from './daemon'
import { wantsSpare } from './forking-ahead'
import { pollTable } from './polling'

/** Children that somebody else has waited for are missed after so long, at the latest. */
export const SWEEP_MS = 60_000

export interface Ready {
  topSockets: TopSocket[]
  /** The top process has said something, or takes more. */
  channel: boolean
  /** A member wants to join the hub, and there is none. */
  member: boolean
  /** Spares have taken clients. */
  bell: boolean
}

const NOTHING: Ready = { topSockets: [], channel: false, member: false, bell: false }
const FIELDS = 3

// The first member wakes us; while we stop, only as long as there are sessions that may talk.
const wantsHub = <C>({ hub, hubResumesMs, stopping, children }: Daemon<C>, now: number): boolean =>
  hub === 0 && hubResumesMs <= now && (!stopping || children.size > 0)

/** The first top socket in the table. */
const FIRST = 3

/** One for all turns, as long as there are as many top sockets. */
let table = new Int32Array(FIRST * FIELDS)

const note = (at: number, fd: number, events: number) => {
  table[at * FIELDS] = fd
  table[at * FIELDS + 1] = events
  table[at * FIELDS + 2] = 0
}

// A negative descriptor is passed over.
const fillTable = <C>(daemon: Daemon<C>, now: number): void => {
  const { topSockets, channel, rendezvous, bell } = daemon
  const accepting = accepts(daemon, now)
  const length = (FIRST + topSockets.length) * FIELDS
  if (table.length !== length) table = new Int32Array(length)
  note(0, channel?.fd ?? -1, channel?.events ?? 0)
  note(1, wantsHub(daemon, now) ? rendezvous.hubSocket : -1, POLLIN)
  note(2, bell, POLLIN)
  let at = FIRST
  for (const { fd } of topSockets) note(at++, accepting ? fd : -1, POLLIN)
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

/** Waits until there is something to do; a signal that was noted ends it, too. */
export const waitForWork = <C>(daemon: Daemon<C>): Ready => {
  const now = nowMs()
  fillTable(daemon, now)
  const count = pollTable(timeoutMs(daemon, now), table)
  if (count === -1) return NOTHING
  daemon.mayWait = false
  if (count === 0) return NOTHING
  const ready = (at: number) => table[at * FIELDS + 2] !== 0
  return {
    channel: ready(0),
    member: ready(1),
    bell: ready(2),
    topSockets: daemon.topSockets.filter((_, index) => ready(FIRST + index)),
  }
}
