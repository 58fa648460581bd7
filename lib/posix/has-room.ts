// Whether a descriptor takes more, asked where signals come at any moment.
import { POLLOUT } from './constants'
import { poll } from './poll'

/** Waits until it does, at most `limitMs` milliseconds; signals that come meanwhile are heard, and end nothing. */
export const hasRoom = (fd: number, limitMs: number): boolean => {
  const deadlineMs = performance.now() + limitMs
  for (;;) {
    try {
      const leftMs = Math.max(0, Math.ceil(deadlineMs - performance.now()))
      return poll([{ fd, events: POLLOUT, revents: 0 }], leftMs) === 1
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EINTR') throw error
    }
  }
}
