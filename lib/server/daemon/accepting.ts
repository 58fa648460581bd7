// Accepting a client, within the limits and when the system has nothing left to accept with.

import type { SocketAddress } from '../../posix/socket-address'
import { accept, getsockname } from '../../posix/sockets'
import type { DropReason } from '../events'
import { discard, type TopSocket } from '../top/top-socket'
import { type Daemon, nowMs } from './daemon'
import { sourceOf } from './source'
import { turnAway } from './turn-away'

/** A client to be served. */
export interface Accepted {
  fd: number
  remote: SocketAddress
  /** Asked for at once: the socket may not be connected any more when the handler wants to know. */
  local: SocketAddress
  source: string | undefined
}

/** The top socket itself is of no use. */
const BROKEN = new Set(['EBADF', 'EINVAL', 'ENOTSOCK', 'EOPNOTSUPP'])

/** The client's doing, and the end of it (see accept(2)), or nobody's. */
const PASSING = new Set([
  ...[
    'ECONNABORTED',
    'EPROTO',
    'ENOPROTOOPT',
    'ENETDOWN',
    'ENETUNREACH',
    'EHOSTDOWN',
    'EHOSTUNREACH',
  ],
  ...['ENONET', 'ETIMEDOUT', 'EAFNOSUPPORT', 'EAGAIN', 'EINTR'],
])

/** Whether there is a place for one more; without, a client waits in the backlog, or is told so. */
const hasPlace = <C>({ settings, children, spares, acceptance }: Daemon<C>, now: number) => {
  const { maxServers, atLimit } = settings.limits
  if (acceptance.resumesMs > now) return false
  // A spare has a place already.
  return children.size + spares.count < maxServers || (atLimit === 'refuse' && spares.count === 0)
}

/** Whether to look for clients; where spares do, there is no need to. */
export const accepts = <C>(daemon: Daemon<C>, now: number): boolean =>
  (daemon.spares.count === 0 || daemon.mayWait) && hasPlace(daemon, now)

/** Takes the next client off a top socket; undefined if there is none to be served now. */
export const acceptClient = <C>(daemon: Daemon<C>, topSocket: TopSocket): Accepted | undefined => {
  // It may have been closed, or another one's client has taken the last place, since all were looked at.
  if (!daemon.topSockets.includes(topSocket) || !hasPlace(daemon, nowMs())) return undefined
  goLast(daemon, topSocket)
  const accepted = tryToAccept(daemon, topSocket)
  if (accepted === undefined) return undefined
  const { fd, address: remote } = accepted
  const source = sourceOf(remote, daemon.settings.limits.sourcePrefix)
  const reason = limitReached(daemon, source)
  if (reason === undefined) return { fd, remote, local: localOf(fd, topSocket), source }
  drop(daemon, fd, remote, reason)
  return undefined
}

/** The address that a client has connected to; that of the top socket is the next best. */
export const localOf = (fd: number, topSocket: TopSocket | undefined): SocketAddress => {
  try {
    return getsockname(fd)
  } catch (error) {
    if (topSocket === undefined) throw error
    return topSocket.address // the system has no memory for the answer
  }
}

// Where there is little to share, the top sockets take turns.
const goLast = <C>(daemon: Daemon<C>, topSocket: TopSocket) => {
  if (daemon.topSockets.length === 1) return
  daemon.topSockets = [...daemon.topSockets.filter((one) => one !== topSocket), topSocket]
}

const tryToAccept = <C>(daemon: Daemon<C>, topSocket: TopSocket) => {
  try {
    daemon.reserve.hold()
    const accepted = accept(topSocket.fd)
    const failures = daemon.acceptance.succeeded('accept')
    if (failures > 0) daemon.log.line(`accepts again, after ${failures} failures`)
    return accepted
  } catch (error) {
    acceptFailed(daemon, topSocket, error as NodeJS.ErrnoException)
    return undefined
  }
}

const acceptFailed = <C>(daemon: Daemon<C>, topSocket: TopSocket, error: NodeJS.ErrnoException) => {
  const { code = '' } = error
  if (PASSING.has(code)) return
  if (BROKEN.has(code)) {
    daemon.log.line(`${error.message}; nobody is served there any more`)
    daemon.topSockets = daemon.topSockets.filter((one) => one !== topSocket)
    discard(topSocket)
    if (daemon.topSockets.length === 0) throw error // there is nothing left to do here
    return
  }
  // The system has run out of something, or forbids it (EPERM, EACCES): the client waits in the backlog, and
  // so do we.
  daemon.counters.acceptFailures++
  const first = daemon.acceptance.failed('accept', nowMs())
  if (first) daemon.log.line(`${error.message}; clients wait until that is over`)
}

const limitReached = <C>(daemon: Daemon<C>, source: string | undefined): DropReason | undefined => {
  const { settings, children } = daemon
  if (children.size >= settings.limits.maxServers) return 'maxServers'
  return isSourceFull(daemon, source) ? 'maxServersPerSource' : undefined
}

export const isSourceFull = <C>(
  { settings, children }: Daemon<C>,
  source: string | undefined,
): boolean => children.countOf(source) >= settings.limits.maxServersPerSource

/** Turns a client away, and says so to whoever listens. */
export const drop = <C>(
  daemon: Daemon<C>,
  fd: number,
  remote: SocketAddress,
  reason: DropReason,
  error?: Error,
): void => {
  turnAway(fd, daemon.settings.limits.refusal)
  daemon.counters.dropped[reason]++
  daemon.reports.event('drop', { reason, remote, ...(error && { error }) })
}
