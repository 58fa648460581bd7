// Spares take their clients themselves; the daemon process hears of it, and counts them as sessions.
import { binding } from '../../binding'
import type { SocketAddress } from '../../posix/socket-address'
import { release } from '../../release'
import { answerClaim } from '../serving/claim'
import { limitReached } from './accepting'
import { sessionBegun } from './beginning'
import { type Daemon, nowMs } from './daemon'
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
  answerClaim(spare.channel, true)
  closeChannel(spare)
  daemon.spares.remove(spare)
  daemon.spareBackOff.succeeded()
  sessionBegun(daemon, { ...claim, pid: spare.pid, forkMs: spare.forkMs })
}

/** What a spare has to say, if anything; false if it is the last. */
const hearOnce = <C>(daemon: Daemon<C>, spare: Spare): boolean => {
  const claim = binding.receiveClaim(spare.channel)
  if (claim === undefined) return false
  if (claim === null) {
    closeChannel(spare)
    daemon.spares.retire(spare)
    return false
  }
  const { id, remote, agoMs } = claim
  const source = sourceOf(remote, daemon.settings.limits.sourcePrefix)
  const reason = mustAsk(daemon) ? limitReached(daemon, source) : undefined
  if (reason === undefined) {
    admit(daemon, spare, { id, remote, source, startedMs: nowMs() - agoMs })
    return false
  }
  answerClaim(spare.channel, false)
  daemon.counters.dropped[reason]++
  daemon.reports.event('drop', { reason, remote })
  return true
}

export const hearSpare = <C>(daemon: Daemon<C>, spare: Spare): void => {
  while (hearOnce(daemon, spare));
}

/** To be called when the bell has rung. */
export const hearSpares = <C>(daemon: Daemon<C>): void => {
  binding.hearBell()
  for (const spare of daemon.spares.open) hearSpare(daemon, spare)
}
