// What a server tells its user: the events and the figures.

import type { SocketAddress } from '../posix/socket-address'
import type { ResourceUsage } from '../posix/wait'
import type { EndReason } from './daemon/children'

/** A server process was started. */
export interface ForkEvent {
  /** The number of the session: 1, 2, 3 ... */
  id: number
  pid: number
  remote: SocketAddress
  /** How long `fork()` took, in milliseconds; of a spare process, when it was forked. */
  forkMs: number
  /** The daemon process's memory that is no file's, in kilobytes: what forks take grows with it. Looked at now and then. */
  anonymousKb: number
}

/** A server process has ended. */
export interface ExitEvent {
  id: number
  pid: number
  /** What it gave to `exit()`; null if a signal ended it. */
  code: number | null
  /** The signal that ended it; null if it exited. */
  signal: NodeJS.Signals | null
  coreDumped: boolean
  durationMs: number
  usage: ResourceUsage
  /** Why the daemon process ended it: its time was up, or the server stops. Not there if it ended by itself. */
  reason?: EndReason
}

/** Why a client was turned away: a limit, or no server process could be started. */
export type DropReason = 'maxServers' | 'maxServersPerSource' | 'fork'

/** A client was turned away. */
export interface DropEvent {
  reason: DropReason
  remote: SocketAddress
  /** Why no server process could be started. */
  error?: Error
}

/** The configuration was reread, or could not be: then the old one holds. */
export interface ReloadEvent {
  /** How many times it has been renewed since the start. */
  generation: number
  error?: Error
}

/** The figures of a server since its start. */
export interface Stats {
  daemonPid: number
  uptimeMs: number
  /** Server processes at present: `forked - exited`. */
  live: number
  /** Server processes that were forked ahead, and wait for a client. */
  spare: number
  /** The daemon process's memory that is no file's, in kilobytes. */
  anonymousKb: number
  forked: number
  exited: number
  /** Of these: those that ended with a status other than 0, or by a signal, and not because we ended them. */
  failed: number
  /** Clients that were turned away, by reason. */
  dropped: Record<DropReason, number>
  /** Failures of `accept()` for want of descriptors or memory. */
  acceptFailures: number
  generation: number
  /** Events that the top process was too slow to take. */
  eventsLost: number
}

/** The events that come from the daemon process, and what their listeners get. */
export interface DaemonEvents {
  fork: [ForkEvent]
  exit: [ExitEvent]
  drop: [DropEvent]
  reload: [ReloadEvent]
}
