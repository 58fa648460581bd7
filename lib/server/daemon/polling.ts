// poll(), whatever the system lacks.
import { binding } from '../../binding'

const NOBODY = new Int32Array(0)
const BLIND_MS = 1000

/** How many are ready; -1: a signal came. */
export const pollTable = (limitMs: number, watched: Int32Array): number => {
  try {
    return binding.poll(limitMs, watched, true)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // More descriptors than RLIMIT_NOFILE, or no memory: till there is more, only signals are heard.
    if (code === 'EINVAL' || code === 'ENOMEM')
      return pollTable(Math.min(limitMs, BLIND_MS), NOBODY)
    throw error
  }
}
