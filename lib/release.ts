// Closing the library's own descriptors.
import { binding } from './binding'

/**
 * Closes a descriptor, once. Whatever else close(2) may say (EINTR, EIO, ENOSPC ...) is about data that have not
 * come to rest: the number is free all the same, and closed a second time it might be somebody else's. Throws EBADF.
 */
export const { release } = binding
