// Spares take their clients themselves; the daemon process hears of it, and counts them as sessions.
import { binding } from '../../binding'
import type { SocketAddress } from '../../posix/socket-address'
import { release } from '../../release'
import { answerClaim } from '../serving/claim'
import { isSourceFull } from './accepting'
import { sessionBegun } from './beginning'
import { type Daemon, nowMs } from './daemon'
import { signalOne } from './signal-group'
import { sourceOf } from './source'
import type { Spare } from './spares'

/** Whether spares have to ask before they serve: nothing but the daemon process knows of all sources. */
export const mustAsk = <C>({ settings }: Daemon<C>): boolean =>
  settings.limits.maxServersPerSource !== Number.POSITIVE_INFINITY

export const closeChannel = (spare: Spare) => {
  if (spare.channel !== -1) release(spare.channel)
  spare.channel = -1
}

interface Claim {
  id: number
  remote: SocketAddress
  source: string | undefined
  startedMs: number
}

const admit = <C>(daemon: Daemon<C>, spare: Spare, claim: Claim) => {
  if (spare.asks) answerClaim(spare.channel, true)
  closeChannel(spare)
  daemon.spares.remove(spare)
  daemon.spareBackOff.succeeded()
  sessionBegun(daemon, { ...claim, pid: spare.pid, forkMs: spare.forkMs })
}

const refuse = <C>(daemon: Daemon<C>, { pid, channel }: Spare, { remote }: Claim) => {
  // One that cannot be told would wait for ever.
  if (!answerClaim(channel, false)) signalOne(pid, 'SIGKILL')
  daemon.counters.dropped.maxServersPerSource++
  daemon.reports.event('drop', { reason: 'maxServersPerSource', remote })
}

const decide = <C>(daemon: Daemon<C>, spare: Spare, claim: Claim) => {
  if (spare.asks && isSourceFull(daemon, claim.source)) refuse(daemon, spare, claim)
  else admit(daemon, spare, claim)
}

/** What a spare has to say, if anything. */
const hear = <C>(daemon: Daemon<C>, spare: Spare): Claim | undefined => {
  const said = binding.receiveClaim(spare.channel)
  if (said === null) {
    closeChannel(spare)
    daemon.spares.retire(spare)
  }
  if (!said) return undefined
  const { id, remote, agoMs } = said
  const source = sourceOf(remote, daemon.settings.limits.sourcePrefix)
  return { id, remote, source, startedMs: nowMs() - agoMs }
}

/** Hears all that they have said, and counts the clients in the order in which they came. */
export const hearSpares = <C>(daemon: Daemon<C>, spares = daemon.spares.open): void => {
  binding.hearBell()
  const claims = spares.flatMap((spare) => {
    const claim = hear(daemon, spare)
    return claim ? { spare, claim } : []
  })
  claims.sort((one, other) => one.claim.id - other.claim.id)
  for (const { spare, claim } of claims) decide(daemon, spare, claim)
}
