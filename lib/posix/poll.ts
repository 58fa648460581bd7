import { checkInt, checkObject } from '../arguments'
import { binding } from '../binding'
import { invalidType } from '../misuse'

/** One descriptor that {@link poll} watches. */
export interface PollFd {
  /** A negative one is passed over: its revents become 0. */
  fd: number
  /** What to watch for: POLLIN, POLLOUT ... */
  events: number
  /** What `poll` found; what stands here before is not looked at. */
  revents: number
}

const FIELDS = 3

/**
 * Waits until one of the descriptors is ready, at most `timeoutMs` milliseconds (-1: for ever), fills
 * in the `revents` of each, and returns how many are not 0; 0 means that the time is over.
 *
 * Throws EINTR, or EINVAL for more descriptors than the process may have open.
 *
 * @see poll(2)
 * @example
 * const watched = { fd, events: POLLIN, revents: 0 }
 * if (poll([watched], 1000) === 1) read(fd, buffer)
 */
export const poll = (fds: PollFd[], timeoutMs = -1): number => {
  if (!Array.isArray(fds)) throw invalidType('fds', 'an instance of Array', fds)
  const table = new Int32Array(fds.length * FIELDS)
  // Not forEach, which would step over the holes of a sparse array.
  for (let i = 0; i < fds.length; i++) {
    const { fd, events } = checkObject(fds[i], `fds[${i}]`) as PollFd
    table[i * FIELDS] = checkInt(fd, `fds[${i}].fd`)
    table[i * FIELDS + 1] = checkInt(events, `fds[${i}].events`, 0, 0x7fff)
  }
  const ready = binding.poll(checkInt(timeoutMs, 'timeoutMs', -1), table)
  for (const [i, watched] of fds.entries()) watched.revents = table[i * FIELDS + 2] ?? 0
  return ready
}
