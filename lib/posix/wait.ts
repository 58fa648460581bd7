import { checkInt } from '../arguments'
import { binding } from '../binding'
import { decodeWaitStatus, type WaitStatus } from './wait-status'

/** A child that changed state. */
export interface WaitResult extends WaitStatus {
  pid: number
  /** The raw status word. */
  status: number
}

/**
 * Waits until a child changes state and takes its return value; undefined if WNOHANG was given and
 * no child was ready.
 *
 * `pid` is a child, or -1 for any child, 0 for any in the own process group, -n for any in group n.
 * A child of `child_process` is taken like any other, and its `'exit'` event is then lost.
 * Throws ECHILD if there is no such child, EINTR if a signal ended the wait, EINVAL for unknown
 * options.
 *
 * @see waitpid(2)
 * @example
 * for (let child = waitpid(-1, WNOHANG); child; child = waitpid(-1, WNOHANG)) {
 *   console.log(child.pid, child.exitCode ?? child.signal)
 * }
 */
export const waitpid = (pid: number, options = 0): WaitResult | undefined => {
  const waited = binding.waitpid(checkInt(pid, 'pid'), checkInt(options, 'options'))
  if (waited === undefined) return undefined
  const [child, status] = waited
  return { pid: child, status, ...decodeWaitStatus(status) }
}
