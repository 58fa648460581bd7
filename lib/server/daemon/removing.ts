// What follows when a child of the daemon process has ended.

import { hubEnded } from '../hub-process'
import type { Child } from './children'
import { type Daemon, nowMs } from './daemon'
import { spareEnded } from './forking-ahead'
import { type Ended, reap, sweep } from './reaper'

const childEnded = <C>(daemon: Daemon<C>, pid: number, ended: Ended | undefined): void => {
  const spare = daemon.spares.get(pid)
  if (spare !== undefined) spareEnded(daemon, spare)
  const child = daemon.children.remove(pid)
  if (child !== undefined) sessionEnded(daemon, child, ended)
  else if (pid === daemon.hub) hubEnded(daemon)
}

const sessionEnded = <C>(daemon: Daemon<C>, child: Child, ended: Ended | undefined): void => {
  const durationMs = nowMs() - child.startedMs
  // Somebody else has waited for it, and has its status.
  const { exitCode: code = null, signal = null, coreDumped = false, usage } = ended ?? {}
  const well = code === 0 || child.reason !== undefined
  daemon.counters.ended(well)
  const others = (sinceMs: number, untilMs: number) => daemon.children.hasBegun(sinceMs, untilMs)
  if (daemon.acceptance.ended({ well, lifeMs: durationMs, nowMs: nowMs() }, others)) {
    daemon.log.line(`server processes die as soon as they begin, the last by ${signal ?? code}`)
  }
  daemon.reports.event('exit', {
    id: child.id,
    pid: child.pid,
    code,
    signal,
    coreDumped,
    durationMs,
    usage: usage ?? { userCpuMs: 0, systemCpuMs: 0, maxRssKb: 0 },
    ...(child.reason && { reason: child.reason }),
  })
}

const ours = <C>({ children, spares, hub }: Daemon<C>): number[] => [
  ...children.pids,
  ...spares.pids,
  ...(hub === 0 ? [] : [hub]),
]

/** SIGCHLD: removes the zombies, all of ours that there are. */
export const removeZombies = <C>(daemon: Daemon<C>): void =>
  reap(
    (pid) => pid === daemon.hub || daemon.children.has(pid) || daemon.spares.get(pid) !== undefined,
    () => ours(daemon),
    (pid, ended) => childEnded(daemon, pid, ended),
  )

/** Now and then: finds children that somebody else has waited for. */
export const removeLost = <C>(daemon: Daemon<C>): void =>
  sweep(ours(daemon), (pid, ended) => childEnded(daemon, pid, ended))
