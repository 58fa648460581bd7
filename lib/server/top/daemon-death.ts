// Waiting for the daemon process to end, in the top process.
import { setTimeout as pause } from 'node:timers/promises'
import { WNOHANG } from '../../posix/constants'
import { type WaitResult, waitpid } from '../../posix/wait'

const LONGEST_PAUSE_MS = 200

/**
 * Takes the return value of the daemon process, whose channel has closed: it is about to end, or has ended.
 * Undefined if somebody else has waited for it.
 */
export const waitForDaemon = async (
  pid: number,
  options: { ref: boolean },
): Promise<WaitResult | undefined> => {
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      const ended = waitpid(pid, WNOHANG)
      if (ended !== undefined) return ended
    } catch {
      return undefined
    }
    await pause(pauseMs, undefined, options)
  }
}
