// What the daemon process knows.
import type { Rendezvous } from '../../hub/rendezvous'
import type { DaemonChannel } from '../channel/daemon-channel'
import type { Reports } from '../channel/reports'
import type { Handler } from '../handler'
import type { SettledOptions } from '../options/options'
import type { Settings } from '../options/settings'
import { endSession } from '../serving/end-at-once'
import type { TopSocket } from '../top/top-socket'
import { Acceptance } from './acceptance'
import { BackOff } from './back-off'
import { Children } from './children'
import { Counters } from './counters'
import { Log } from './log'
import { Reserve } from './reserve'
import { Spares } from './spares'

/** What the top process gives to its daemon process. */
export interface Plan<Configuration> {
  options: SettledOptions<Configuration>
  handler: Handler<Configuration>
  settings: Settings<Configuration>
  topSockets: TopSocket[]
  rendezvous: Rendezvous
  /** The daemon process's end of the control channel; undefined if there is no other top process. */
  channel: DaemonChannel | undefined
  reports: Reports
}

export interface Daemon<Configuration> extends Plan<Configuration> {
  /** How the process of a session ends. That of a rehearsal goes on. */
  readonly endSession: () => void
  readonly pid: number
  readonly startedMs: number
  readonly log: Log
  readonly children: Children
  readonly counters: Counters
  readonly acceptance: Acceptance
  readonly reserve: Reserve
  /** Its own memory, as it was when somebody looked. */
  anonymousKb: number
  readonly spares: Spares
  /** Rung by spares that have taken a client; -1 if there are none. */
  bell: number
  /** When the next spare server process may be forked. */
  spareResumesMs: number
  /** One has died that may have been woken for a client: no other is, so we look ourselves. */
  mayWait: boolean
  /** How often in a row none could be forked. */
  spareFailures: number
  readonly spareBackOff: BackOff
  /** The hub process; 0 if there is none. */
  hub: number
  /** When the next hub process may be started. */
  hubResumesMs: number
  hubStartedMs: number
  readonly hubBackOff: BackOff
  /** How often in a row none could be started. */
  hubFailures: number
  /** How often it was asked to stop by a signal. */
  stops: number
  stopping: boolean
  /** It goes on without the top process. */
  detached: boolean
}

/** Milliseconds of a clock that nobody sets. */
export const nowMs = (): number => performance.now()

export const makeDaemon = <Configuration>(plan: Plan<Configuration>): Daemon<Configuration> =>
  assemble({
    ...plan,
    endSession,
    pid: process.pid,
    startedMs: nowMs(),
    log: new Log(plan.options.title),
    children: new Children(),
    counters: new Counters(),
    acceptance: new Acceptance(),
    reserve: new Reserve(),
    anonymousKb: 0,
    spares: new Spares(),
    bell: -1,
    spareResumesMs: 0,
    mayWait: false,
    spareFailures: 0,
    spareBackOff: new BackOff(10, 1000),
    hub: 0,
    hubResumesMs: 0,
    hubStartedMs: 0,
    hubBackOff: new BackOff(100, 1000),
    hubFailures: 0,
    stops: 0,
    stopping: false,
    detached: false,
  })

/**
 * Of the given parts, each by its name: V8 takes what was made here for the same kind of thing. So what rehearsals
 * have taught it about their stand-ins holds for the daemon process's own, and no session has to learn it.
 */
export const assemble = <Configuration>(parts: Daemon<Configuration>): Daemon<Configuration> => ({
  options: parts.options,
  handler: parts.handler,
  settings: parts.settings,
  topSockets: parts.topSockets,
  rendezvous: parts.rendezvous,
  channel: parts.channel,
  reports: parts.reports,
  endSession: parts.endSession,
  pid: parts.pid,
  startedMs: parts.startedMs,
  log: parts.log,
  children: parts.children,
  counters: parts.counters,
  acceptance: parts.acceptance,
  reserve: parts.reserve,
  anonymousKb: parts.anonymousKb,
  spares: parts.spares,
  bell: parts.bell,
  spareResumesMs: parts.spareResumesMs,
  mayWait: parts.mayWait,
  spareFailures: parts.spareFailures,
  spareBackOff: parts.spareBackOff,
  hub: parts.hub,
  hubResumesMs: parts.hubResumesMs,
  hubStartedMs: parts.hubStartedMs,
  hubBackOff: parts.hubBackOff,
  hubFailures: parts.hubFailures,
  stops: parts.stops,
  stopping: parts.stopping,
  detached: parts.detached,
})
