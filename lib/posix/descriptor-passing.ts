// Descriptors through UNIX sockets, from one process to another.
import { checkFd } from '../arguments'
import { binding } from '../binding'

/**
 * Sends a descriptor through a UNIX socket, without ever waiting. The receiver gets a second name of
 * the same open file; the sender may close its own at once.
 *
 * Throws EAGAIN if the socket takes nothing more, EPIPE or ECONNRESET if nobody can receive, ENOTCONN,
 * EBADF for either descriptor, ETOOMANYREFS if too many are under way. In the error `fd` is the socket
 * and `descriptor` what was to be sent. A socket of another family sends the byte that goes along, and
 * nothing else: the kernel does not refuse.
 *
 * @see sendmsg(2), SCM_RIGHTS in unix(7)
 * @example
 * sendDescriptor(channel, accepted.fd)
 * close(accepted.fd)
 */
export const sendDescriptor = (socket: number, fd: number): void =>
  binding.sendDescriptor(checkFd(socket, 'socket'), checkFd(fd))

/**
 * Takes the next descriptor that {@link sendDescriptor} sent, close-on-exec, without ever waiting;
 * undefined if there is none yet, -1 at the end of the stream.
 *
 * Throws EMFILE if the process may open no more: the descriptor is lost then. Throws EBADMSG for a
 * message of another kind, an empty one for instance; ECONNRESET, EBADF, ENOTSOCK. Whatever else a
 * message brings along is closed.
 *
 * @see recvmsg(2), SCM_RIGHTS in unix(7)
 * @example
 * const fd = receiveDescriptor(channel)
 * if (fd === -1) close(channel)
 * else if (fd !== undefined) serve(fd)
 */
export const receiveDescriptor = (socket: number): number | undefined =>
  binding.receiveDescriptor(checkFd(socket, 'socket'))
