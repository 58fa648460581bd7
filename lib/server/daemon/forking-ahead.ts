// Server processes that are forked before their client comes, so that no client waits for a fork.
import { fork } from '../../fork/fork'
import { AF_UNIX, SOCK_SEQPACKET } from '../../posix/constants'
import { socketpair } from '../../posix/sockets'
import { release } from '../../release'
import { sendClient } from '../serving/passed-client'
import type { Accepted } from './accepting'
import { type Daemon, nowMs } from './daemon'
import { signalOne } from './signal-group'
import type { Spare } from './spares'

/** A spare that has ended so soon will not be the last. */
const AT_ONCE_MS = 100

/** How long a session that has begun is left alone, before the next spare is forked. */
const SETTLE_MS = 2

/** Whether one is to be forked now. A spare takes no place from a session. */
export const wantsSpare = <C>(daemon: Daemon<C>, now: number): boolean => {
  const { options, spares, children, stopping, spareResumesMs, settings } = daemon
  return (
    spares.size < options.spare &&
    !stopping &&
    spareResumesMs <= now &&
    children.size + spares.size < settings.limits.maxServers
  )
}

/** In the spare: its end of the channel. Nothing is left open in either process if it fails. */
export const forkAhead = <C>(daemon: Daemon<C>): number | undefined => {
  const startedMs = nowMs()
  const opened: number[] = []
  daemon.reserve.release()
  try {
    const [ours, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET)
    opened.push(ours, theirs)
    const pid = fork()
    if (pid === 0) {
      release(ours)
      return theirs
    }
    release(theirs)
    daemon.spares.add({ pid, channel: ours, forkMs: nowMs() - startedMs, startedMs })
    daemon.spareFailures = 0
  } catch (error) {
    for (const fd of opened) release(fd)
    daemon.spareResumesMs = nowMs() + daemon.spareBackOff.failed()
    if (daemon.spareFailures++ === 0)
      daemon.log.line(`no spare server process: ${(error as Error).message}`)
  }
  return undefined
}

const retire = ({ pid, channel }: Spare) => {
  release(channel)
  signalOne(pid, 'SIGKILL') // it has nothing to lose
}

/** Gives a client to a spare, whose session it is from now on. Throws what sendClient() does. */
export const passTo = <C>(
  daemon: Daemon<C>,
  { channel }: Spare,
  { fd, remote }: Accepted,
  id: number,
): void => {
  sendClient(channel, { fd, remote, id })
  release(channel)
  daemon.spareBackOff.succeeded()
  // It shall have the machine for itself first.
  daemon.spareResumesMs = Math.max(daemon.spareResumesMs, nowMs() + SETTLE_MS)
}

/** The spare that has the client from now on; undefined if none can take it. */
export const handOver = <C>(
  daemon: Daemon<C>,
  accepted: Accepted,
  id: number,
): Spare | undefined => {
  for (let spare = daemon.spares.take(); spare !== undefined; spare = daemon.spares.take()) {
    try {
      passTo(daemon, spare, accepted, id)
      return spare
    } catch {
      // It has died, and nobody has waited for it yet; or the system has nothing left to send with.
      daemon.spares.retire(spare)
      retire(spare)
    }
  }
  return undefined
}

/** They have the old configuration, or are not needed any more. */
export const retireSpares = <C>({ spares }: Daemon<C>): void => {
  for (const spare of spares.retireAll()) retire(spare)
}

/** One has been waited for. */
export const spareEnded = <C>(daemon: Daemon<C>, pid: number): void => {
  const spare = daemon.spares.remove(pid)
  if (spare === undefined) return
  release(spare.channel)
  if (nowMs() - spare.startedMs > AT_ONCE_MS) daemon.spareBackOff.succeeded()
  else daemon.spareResumesMs = nowMs() + daemon.spareBackOff.failed()
}
