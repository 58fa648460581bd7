// Calls on any descriptor.
import { types } from 'node:util'

import { checkBytes, checkFd, checkInt } from '../arguments'
import { binding } from '../binding'
import { invalidType } from '../misuse'

/**
 * Closes a descriptor: one system call, never repeated.
 *
 * Throws EBADF if it is not open. After EINTR or EIO it is closed nevertheless: a second close
 * might hit a file that another thread has opened since. Never close what Node still owns (a
 * `net.Socket`, a `FileHandle`).
 *
 * @see close(2)
 * @example
 * close(accepted.fd)
 */
export const close = (fd: number): void => binding.close(checkFd(fd))

/**
 * Makes a pipe and returns its two ends, both close-on-exec. The one flag of use is O_NONBLOCK.
 *
 * Throws EMFILE, ENFILE, or EINVAL for other flags.
 *
 * @see pipe(2)
 * @example
 * const [readEnd, writeEnd] = pipe()
 */
export const pipe = (flags = 0): [readEnd: number, writeEnd: number] =>
  binding.pipe(checkInt(flags, 'flags'))

/**
 * Makes `newfd` a second name of what `oldfd` is, closing what it was, and returns it.
 *
 * The new descriptor is not close-on-exec, so that a program which is executed gets it; if both
 * numbers are the same, nothing changes. Throws EBADF.
 *
 * @see dup2(2)
 * @example
 * dup2(log, 2)
 */
export const dup2 = (oldfd: number, newfd: number): number =>
  binding.dup2(checkFd(oldfd, 'oldfd'), checkFd(newfd, 'newfd'))

/**
 * Makes calls on a descriptor fail with EAGAIN where they would wait, or lets them wait again. So it
 * is for all names of the open file, those of other processes too.
 *
 * Throws EBADF.
 *
 * @see FIONBIO in ioctl_tty(2), O_NONBLOCK in fcntl(2)
 * @example
 * setNonblocking(accepted.fd)
 */
export const setNonblocking = (fd: number, on = true): void =>
  binding.setNonblocking(checkFd(fd), Number(on))

/**
 * Reads what there is, at most the length of the buffer, and returns the count of bytes; 0 is the
 * end of the file or stream.
 *
 * Throws EAGAIN on a non-blocking descriptor with nothing to read, EBADF, ECONNRESET, EINTR, EISDIR.
 *
 * @see read(2)
 * @example
 * const chunk = buffer.subarray(0, read(fd, buffer))
 */
export const read = (fd: number, buffer: Uint8Array): number =>
  binding.read(checkFd(fd), checkBytes(buffer, 'buffer'))

/**
 * Writes bytes, or a string as UTF-8, and returns the count of bytes written, which may be fewer
 * than were given.
 *
 * Throws EAGAIN on a non-blocking descriptor that takes nothing more, EBADF, ECONNRESET, EINTR,
 * ENOSPC, EPIPE.
 *
 * @see write(2)
 * @example
 * for (let rest = data; rest.length > 0; rest = rest.subarray(write(fd, rest)));
 */
export const write = (fd: number, data: Uint8Array | string): number => {
  checkFd(fd)
  if (typeof data === 'string') return binding.write(fd, Buffer.from(data))
  if (!types.isUint8Array(data)) {
    throw invalidType('data', 'of type string or an instance of Uint8Array', data)
  }
  return binding.write(fd, data)
}
