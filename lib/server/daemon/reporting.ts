// What the daemon process says of itself.

import type { Stats } from '../events'
import { type Daemon, nowMs } from './daemon'
import { measureMemory } from './memory'

export const statsOf = <C>(daemon: Daemon<C>): Stats => {
  measureMemory(daemon)
  return figuresOf(daemon)
}

const figuresOf = <C>(daemon: Daemon<C>): Stats => ({
  daemonPid: process.pid,
  uptimeMs: nowMs() - daemon.startedMs,
  live: daemon.children.size,
  spare: daemon.spares.size,
  anonymousKb: daemon.anonymousKb,
  forked: daemon.counters.forked,
  exited: daemon.counters.exited,
  failed: daemon.counters.failed,
  dropped: { ...daemon.counters.dropped },
  acceptFailures: daemon.counters.acceptFailures,
  generation: daemon.settings.generation,
  eventsLost: daemon.channel?.lost ?? 0,
})

/** SIGUSR1. */
export const logState = <C>(daemon: Daemon<C>): void => {
  const { maxServers } = daemon.settings.limits
  daemon.log.line(`state: ${JSON.stringify({ ...statsOf(daemon), maxServers })}`)
}
