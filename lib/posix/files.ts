// What a process carries along for the files that it opens: directory and creation mask.
import fs from 'node:fs'

import { checkInt, checkPath } from '../arguments'
import { binding } from '../binding'

/**
 * Changes the working directory.
 *
 * Throws ENOENT, ENOTDIR, EACCES, ENAMETOOLONG or ELOOP; in the error, as in all of Node's, `path`
 * is the old directory and `dest` the new one. Not available in a worker thread.
 *
 * @see chdir(2)
 * @example
 * chdir('/')
 */
// Node's own call, because Node keeps a copy of the directory, and no other call refreshes it.
export const chdir = (path: string): void => process.chdir(checkPath(path, 'path'))

const currentMask = (): number => {
  try {
    const status = fs.readFileSync('/proc/self/status', 'latin1')
    const mask = /^Umask:\s*([0-7]+)$/m.exec(status)?.[1]
    if (mask !== undefined) return Number.parseInt(mask, 8)
  } catch {
    // No /proc here: not Linux, or a bare chroot.
  }
  // Strict in between: a file that another thread creates just then is closed to others, not open.
  const mask = binding.umask(0o077)
  binding.umask(mask)
  return mask
}

/**
 * Sets the mask of permission bits that new files do not get, 0 to 0o777, and returns the old one;
 * without an argument, only returns it.
 *
 * Without an argument the mask is read from /proc/self/status; where there is none (macOS, the
 * BSDs), it is set to 0o077 and restored, which other threads can notice.
 *
 * @see umask(2)
 * @example
 * const old = umask(0o027)
 */
export const umask = (mask?: number): number =>
  mask === undefined ? currentMask() : binding.umask(checkInt(mask, 'mask', 0, 0o777))
