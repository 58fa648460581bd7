// Spares take their clients themselves; the daemon process hears of it, and counts them as sessions.
import { release } from '../../release'
import { answerClaim, type Claim, receiveClaim } from '../serving/claim'
import { limitReached } from './accepting'
import { sessionBegun } from './beginning'
import { type Daemon, nowMs } from './daemon'
import { sourceOf } from './source'
import type { Spare } from './spares'

/** How long a session that has begun is left alone, before the next spare is forked. */
const SETTLE_MS = 2

/** Whether spares have to ask before they serve: nothing but the daemon process knows of all sources. */
export const mustAsk = <C>({ settings }: Daemon<C>): boolean =>
  settings.limits.maxServersPerSource !== Number.POSITIVE_INFINITY

const closeChannel = (spare: Spare) => {
  if (spare.channel !== -1) release(spare.channel)
  spare.channel = -1
}

const admit = <C>(daemon: Daemon<C>, spare: Spare, source: string | undefined, claim: Claim) => {
  answerClaim(spare.channel, true)
  closeChannel(spare)
  daemon.spares.remove(spare)
  daemon.spareBackOff.succeeded()
  // It shall have the machine for itself first.
  daemon.spareResumesMs = Math.max(daemon.spareResumesMs, nowMs() + SETTLE_MS)
  sessionBegun(daemon, { ...claim, pid: spare.pid, source, forkMs: spare.forkMs })
}

/** To be called when a spare has something to say; what it says last is that it has ended. */
export const hearSpare = <C>(daemon: Daemon<C>, spare: Spare): void => {
  const claim = receiveClaim(spare.channel)
  if (claim === undefined) {
    closeChannel(spare)
    daemon.spares.retire(spare)
    return
  }
  const source = sourceOf(claim.remote, daemon.settings.limits.sourcePrefix)
  const reason = mustAsk(daemon) ? limitReached(daemon, source) : undefined
  if (reason === undefined) {
    admit(daemon, spare, source, claim)
    return
  }
  answerClaim(spare.channel, false)
  daemon.counters.dropped[reason]++
  daemon.reports.event('drop', { reason, remote: claim.remote })
}
