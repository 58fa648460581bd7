// The constants of the calls, under their POSIX names. Their numbers are the platform's.
// The numbers of signals and errors are in node:os: os.constants.signals, os.constants.errno.
import { binding } from '../binding'

const { constants } = binding

/**
 * Do not wait: return at once if no child has changed state.
 *
 * @see waitpid(2)
 */
export const WNOHANG = constants.WNOHANG

/**
 * Report children that a signal stopped, too.
 *
 * @see waitpid(2)
 */
export const WUNTRACED = constants.WUNTRACED

/**
 * Report children that SIGCONT continued, too.
 *
 * @see waitpid(2)
 */
export const WCONTINUED = constants.WCONTINUED

/**
 * A flag of {@link pipe}: fail with EAGAIN where the call would wait.
 *
 * @see pipe(2)
 */
export const O_NONBLOCK = constants.O_NONBLOCK

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
 * The level of the SO_ options.
 *
 * @see socket(7)
 */
export const SOL_SOCKET = constants.SOL_SOCKET

/**
 * May send to a broadcast address.
 *
 * @see socket(7)
 */
export const SO_BROADCAST = constants.SO_BROADCAST

/**
 * The pending error of the socket, as an errno; reading it clears it. For {@link getsockopt}.
 *
 * @see socket(7)
 */
export const SO_ERROR = constants.SO_ERROR

/**
 * Probe an idle connection, so that a dead peer is noticed.
 *
 * @see socket(7)
 */
export const SO_KEEPALIVE = constants.SO_KEEPALIVE

/**
 * Size of the receive buffer, in bytes. Linux doubles what is set.
 *
 * @see socket(7)
 */
export const SO_RCVBUF = constants.SO_RCVBUF

/**
 * How long a call may wait for data before it fails with EAGAIN: a `struct timeval`, as bytes.
 *
 * @see socket(7)
 */
export const SO_RCVTIMEO = constants.SO_RCVTIMEO

/**
 * Bind a port though connections of an earlier server linger on it.
 *
 * @see socket(7)
 */
export const SO_REUSEADDR = constants.SO_REUSEADDR

/**
 * Several sockets may bind the same port and share its connections.
 *
 * @see socket(7)
 */
export const SO_REUSEPORT = constants.SO_REUSEPORT

/**
 * Size of the send buffer, in bytes. Linux doubles what is set.
 *
 * @see socket(7)
 */
export const SO_SNDBUF = constants.SO_SNDBUF

/**
 * How long a call may wait for room before it fails with EAGAIN: a `struct timeval`, as bytes.
 *
 * @see socket(7)
 */
export const SO_SNDTIMEO = constants.SO_SNDTIMEO

/**
 * The type of the socket, such as SOCK_STREAM. For {@link getsockopt}.
 *
 * @see socket(7)
 */
export const SO_TYPE = constants.SO_TYPE

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

/**
 * An IPv6 socket takes no IPv4 connections.
 *
 * @see ipv6(7)
 */
export const IPV6_V6ONLY = constants.IPV6_V6ONLY

/**
 * Send small segments at once (no Nagle algorithm).
 *
 * @see tcp(7)
 */
export const TCP_NODELAY = constants.TCP_NODELAY

/**
 * There is something to read, or to accept.
 *
 * @see poll(2)
 */
export const POLLIN = constants.POLLIN

/**
 * There is urgent data to read.
 *
 * @see poll(2)
 */
export const POLLPRI = constants.POLLPRI

/**
 * A write would not wait.
 *
 * @see poll(2)
 */
export const POLLOUT = constants.POLLOUT

/**
 * There is an error on the descriptor. Reported, whether asked for or not.
 *
 * @see poll(2)
 */
export const POLLERR = constants.POLLERR

/**
 * The other end hung up. Reported, whether asked for or not.
 *
 * @see poll(2)
 */
export const POLLHUP = constants.POLLHUP

/**
 * The descriptor is not open. Reported, whether asked for or not.
 *
 * @see poll(2)
 */
export const POLLNVAL = constants.POLLNVAL

/**
 * The peer will write no more. 0 where the system does not know it.
 *
 * @see poll(2)
 */
export const POLLRDHUP = constants.POLLRDHUP
