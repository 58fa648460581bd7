// What follows in the daemon process when a session has begun.
import type { SocketAddress } from '../../posix/socket-address'
import type { Daemon } from './daemon'
import { collectNowAndThen } from './garbage'
import { measureMemoryNowAndThen } from './memory'

export interface Begun {
  /** The number of the session. */
  id: number
  pid: number
  remote: SocketAddress
  /** See source.ts. */
  source: string | undefined
  startedMs: number
  forkMs: number
}

export const sessionBegun = <C>(
  daemon: Daemon<C>,
  { id, pid, remote, source, startedMs, forkMs }: Begun,
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
  measureMemoryNowAndThen(daemon)
  daemon.reports.event('fork', { id, pid, remote, forkMs, anonymousKb: daemon.anonymousKb })
  collectNowAndThen(daemon.counters.forked)
}
