// Closing the library's own descriptors.
import { close } from './posix/descriptors'

/**
 * Closes a descriptor, once. Whatever else close(2) may say (EINTR, EIO, ENOSPC ...) is about data that have not
 * come to rest: the number is free all the same, and closed a second time it might be somebody else's.
 */
export const release = (fd: number): void => {
  try {
    close(fd)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBADF') throw error
  }
}
