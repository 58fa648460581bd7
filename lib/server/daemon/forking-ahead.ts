// Server processes that are forked before their client comes, so that no client waits for a fork.
import { fork } from '../../fork/fork'
import { AF_UNIX, POLLIN, SHUT_WR, SOCK_SEQPACKET } from '../../posix/constants'
import { shutdown, socketpair } from '../../posix/sockets'
import { release } from '../../release'
import { closeChannel, hearSpares, mustAsk } from './claims'
import { type Daemon, nowMs } from './daemon'
import { pollTable } from './polling'
import { signalOne } from './signal-group'
import type { Spare } from './spares'

/** A spare that has ended so soon will not be the last. */
const AT_ONCE_MS = 100

/** How long it may take them to end; some tenths of a millisecond, unless somebody has stopped them. */
const RETIRE_MS = 200

/** Whether one is to be forked now. A spare takes no place from a session. */
export const wantsSpare = <C>(daemon: Daemon<C>, now: number): boolean => {
  const { options, spares, children, stopping, spareResumesMs, settings, acceptance } = daemon
  return (
    spares.size < options.spare &&
    !stopping &&
    spareResumesMs <= now &&
    acceptance.resumesMs <= now &&
    children.size + spares.count < settings.limits.maxServers
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
    daemon.spares.add({
      pid,
      channel: ours,
      asks: mustAsk(daemon),
      forkMs: nowMs() - startedMs,
      startedMs,
    })
    daemon.spareFailures = 0
  } catch (error) {
    for (const fd of opened) release(fd)
    daemon.spareResumesMs = nowMs() + daemon.spareBackOff.failed()
    if (daemon.spareFailures++ === 0)
      daemon.log.line(`no spare server process: ${(error as Error).message}`)
  }
  return undefined
}

const tellToEnd = (spare: Spare) => {
  spare.asks = false
  try {
    shutdown(spare.channel, SHUT_WR)
  } catch {
    // It has ended by itself.
  }
}

const hearThem = <C>(daemon: Daemon<C>, limitMs: number) => {
  const { open } = daemon.spares
  const table = Int32Array.from(open.flatMap(({ channel }) => [channel, POLLIN, 0]))
  pollTable(Math.max(0, Math.ceil(limitMs)), table)
  hearSpares(daemon)
}

/**
 * They have the old configuration, or are not needed any more. When this returns none takes a client; those that
 * have done so meanwhile are sessions like others.
 */
export const retireSpares = <C>(daemon: Daemon<C>): void => {
  const { spares } = daemon
  const dueMs = nowMs() + RETIRE_MS
  for (const spare of spares.open) {
    spares.retire(spare)
    tellToEnd(spare)
  }
  while (spares.open.length > 0 && nowMs() < dueMs) hearThem(daemon, dueMs - nowMs())
  for (const { pid } of spares.open) signalOne(pid, 'SIGKILL') // stopped: it has nothing to lose
}

/** One has been waited for; if it had taken a client, it is one of the sessions now. */
export const spareEnded = <C>(daemon: Daemon<C>, spare: Spare): void => {
  // Its client is a session that has died. No signal may go to its pid any more, which is free.
  spare.asks = false
  if (spare.channel !== -1) hearSpares(daemon, [spare])
  closeChannel(spare)
  daemon.spares.remove(spare)
  if (daemon.children.has(spare.pid)) return
  daemon.mayWait = true
  if (nowMs() - spare.startedMs > AT_ONCE_MS) daemon.spareBackOff.succeeded()
  else daemon.spareResumesMs = nowMs() + daemon.spareBackOff.failed()
}
