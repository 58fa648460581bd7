// Sockets, from birth to connection. Every descriptor made here is close-on-exec.
import { checkBytes, checkFd, checkInt } from '../arguments'
import { binding } from '../binding'
import { SOMAXCONN } from './constants'
import { flattenAddress, type SocketAddress, type SocketAddressInit } from './socket-address'

/**
 * Makes a socket and returns its descriptor, which is close-on-exec.
 *
 * SOCK_NONBLOCK may be added to the type. Throws EAFNOSUPPORT, EPROTONOSUPPORT, EINVAL, EMFILE,
 * ENFILE or EACCES.
 *
 * @see socket(2)
 * @example
 * const top = socket(AF_INET6, SOCK_STREAM)
 */
export const socket = (domain: number, type: number, protocol = 0): number =>
  binding.socket(checkInt(domain, 'domain'), checkInt(type, 'type'), checkInt(protocol, 'protocol'))

/**
 * Makes two sockets that are connected to each other, both close-on-exec.
 *
 * Throws like {@link socket}, and EOPNOTSUPP for a domain other than AF_UNIX.
 *
 * @see socketpair(2)
 * @example
 * const [here, there] = socketpair(AF_UNIX, SOCK_STREAM)
 */
export const socketpair = (domain: number, type: number, protocol = 0): [number, number] =>
  binding.socketpair(
    checkInt(domain, 'domain'),
    checkInt(type, 'type'),
    checkInt(protocol, 'protocol'),
  )

/**
 * Gives a socket its address; port 0 lets the system choose one.
 *
 * Throws EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL (it has an address already), and for UNIX
 * sockets the errors of the file system.
 *
 * @see bind(2)
 * @example
 * bind(top, { address: '127.0.0.1', port: 7000 })
 */
export const bind = (fd: number, address: SocketAddressInit): void =>
  binding.bind(checkFd(fd), ...flattenAddress(address))

/**
 * Connects a socket to an address.
 *
 * Throws ECONNREFUSED, ETIMEDOUT, ENETUNREACH, EHOSTUNREACH, EISCONN, EINTR; on a non-blocking
 * socket EINPROGRESS, after which POLLOUT and SO_ERROR tell the outcome.
 *
 * @see connect(2)
 * @example
 * connect(fd, { path: '/run/app.sock' })
 */
export const connect = (fd: number, address: SocketAddressInit): void =>
  binding.connect(checkFd(fd), ...flattenAddress(address))

/**
 * Lets a socket take connections; at most `backlog` of them wait to be accepted.
 *
 * Throws EADDRINUSE, EBADF, ENOTSOCK or EOPNOTSUPP.
 *
 * @see listen(2)
 * @example
 * listen(top)
 */
export const listen = (fd: number, backlog = SOMAXCONN): void =>
  binding.listen(checkFd(fd), checkInt(backlog, 'backlog', 0))

/**
 * Waits for a connection and returns its descriptor, which is close-on-exec, and the peer's address.
 *
 * The one flag is SOCK_NONBLOCK, for the new descriptor. Throws EAGAIN on a non-blocking socket,
 * ECONNABORTED, EINTR, EMFILE, ENFILE, EINVAL (it does not listen).
 *
 * @see accept(2)
 * @example
 * const { fd, address } = accept(top)
 */
export const accept = (fd: number, flags = 0): { fd: number; address: SocketAddress } =>
  binding.accept(checkFd(fd), checkInt(flags, 'flags'))

/**
 * Ends one direction of a connection, or both, for all who have the socket: SHUT_RD, SHUT_WR or
 * SHUT_RDWR. The descriptor stays open.
 *
 * Throws ENOTCONN, EINVAL for another `how`, EBADF, ENOTSOCK.
 *
 * @see shutdown(2)
 * @example
 * shutdown(fd, SHUT_WR)
 */
export const shutdown = (fd: number, how: number): void =>
  binding.shutdown(checkFd(fd), checkInt(how, 'how'))

/**
 * The address of a socket itself.
 *
 * Throws EBADF, ENOTSOCK, or EAFNOSUPPORT for a socket that is neither IP nor UNIX.
 *
 * @see getsockname(2)
 * @example
 * const address = getsockname(top)
 */
export const getsockname = (fd: number): SocketAddress => binding.getsockname(checkFd(fd))

/**
 * The address of the socket's peer.
 *
 * Throws ENOTCONN, EBADF, ENOTSOCK, or EAFNOSUPPORT for a socket that is neither IP nor UNIX.
 *
 * @see getpeername(2)
 * @example
 * const peer = getpeername(accepted)
 */
export const getpeername = (fd: number): SocketAddress => binding.getpeername(checkFd(fd))

/**
 * Sends bytes, without ever waiting, whatever the socket's O_NONBLOCK says, and returns how many were
 * taken: a client that is refused can be told why.
 *
 * Throws EAGAIN if the socket takes nothing more, EPIPE (never SIGPIPE), ECONNRESET, ENOTCONN, EMSGSIZE,
 * EBADF, ENOTSOCK.
 *
 * @see send(2), with MSG_DONTWAIT | MSG_NOSIGNAL
 * @example
 * sendNow(accepted.fd, Buffer.from('busy\n'))
 */
export const sendNow = (fd: number, bytes: Uint8Array): number =>
  binding.sendNow(checkFd(fd), checkBytes(bytes, 'bytes'))

/**
 * Receives what there is, without ever waiting, whatever the socket's O_NONBLOCK says, and returns the
 * count of bytes; 0 is the end of the stream.
 *
 * Throws EAGAIN with nothing to receive, ECONNRESET, ENOTCONN, EBADF, ENOTSOCK.
 *
 * @see recv(2), with MSG_DONTWAIT
 * @example
 * const chunk = buffer.subarray(0, receiveNow(fd, buffer))
 */
export const receiveNow = (fd: number, buffer: Uint8Array): number =>
  binding.receiveNow(checkFd(fd), checkBytes(buffer, 'buffer'))
