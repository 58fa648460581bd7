// Kinds of sockets, and what else socket(), listen() and shutdown() take.
import { binding } from '../../binding'

const { constants } = binding

/**
 * IPv4.
 *
 * @see socket(2)
 */
export const AF_INET = constants.AF_INET

/**
 * IPv6.
 *
 * @see socket(2)
 */
export const AF_INET6 = constants.AF_INET6

/**
 * Sockets of this machine, named by a path.
 *
 * @see unix(7)
 */
export const AF_UNIX = constants.AF_UNIX

/**
 * A connection that carries a stream of bytes.
 *
 * @see socket(2)
 */
export const SOCK_STREAM = constants.SOCK_STREAM

/**
 * Datagrams, each delivered whole or not at all.
 *
 * @see socket(2)
 */
export const SOCK_DGRAM = constants.SOCK_DGRAM

/**
 * A connection that keeps the bounds of each message.
 *
 * @see socket(2)
 */
export const SOCK_SEQPACKET = constants.SOCK_SEQPACKET

/**
 * A flag of {@link socket}, {@link socketpair} and {@link accept}: calls on the new descriptor fail with EAGAIN where they would wait.
 *
 * @see socket(2)
 */
export const SOCK_NONBLOCK = constants.SOCK_NONBLOCK

/**
 * The longest queue of connections that the system headers promise.
 *
 * @see listen(2)
 */
export const SOMAXCONN = constants.SOMAXCONN

/**
 * Receive no more.
 *
 * @see shutdown(2)
 */
export const SHUT_RD = constants.SHUT_RD

/**
 * Send no more: the peer reads the end of the stream.
 *
 * @see shutdown(2)
 */
export const SHUT_WR = constants.SHUT_WR

/**
 * Neither receive nor send any more.
 *
 * @see shutdown(2)
 */
export const SHUT_RDWR = constants.SHUT_RDWR

/**
 * The level of the IPV6_ options.
 *
 * @see ipv6(7)
 */
export const IPPROTO_IPV6 = constants.IPPROTO_IPV6

/**
 * The protocol TCP, and the level of the TCP_ options.
 *
 * @see tcp(7)
 */
export const IPPROTO_TCP = constants.IPPROTO_TCP
