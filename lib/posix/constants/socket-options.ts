// Levels and names of socket options.
import { binding } from '../../binding'

const { constants } = binding

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
