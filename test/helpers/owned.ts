// Descriptors that a test has opened: closed after it, whether it passed or not.
import { close } from '../../lib'

const open = new Set<number>()

/** Makes a test the owner of one or more descriptors. */
export const own = <T extends number | number[]>(fds: T): T => {
  for (const fd of [fds].flat()) open.add(fd)
  return fds
}

/** Closes a descriptor that the test owns. */
export const closeOwned = (fd: number): void => {
  open.delete(fd)
  close(fd)
}

afterEach(() => {
  for (const fd of open) closeOwned(fd)
})
