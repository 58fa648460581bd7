import { checkInt } from '../arguments'
import { binding } from '../binding'
import { decodeWaitStatus, type WaitStatus } from './wait-status'

/** A child that changed state. */
export interface WaitResult extends WaitStatus {
  pid: number
  /** The raw status word. */
  status: number
}

/** What a child, and its children that it waited for, have used. */
export interface ResourceUsage {
  /** Time on a processor in its own code, in milliseconds. */
  userCpuMs: number
  /** Time on a processor in the kernel, in milliseconds. */
  systemCpuMs: number
  /** The most memory that was resident at one time, of the largest of these processes. */
  maxRssKb: number
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

/**
 * As {@link waitpid}, and tells what the child has used.
 *
 * Throws ECHILD if there is no such child, EINTR if a signal ended the wait, EINVAL for unknown
 * options.
 *
 * @see wait4(2)
 * @example
 * const session = wait4(-1, WNOHANG)
 * if (session) console.log(session.pid, session.usage.maxRssKb)
 */
export const wait4 = (
  pid: number,
  options = 0,
): (WaitResult & { usage: ResourceUsage }) | undefined => {
  const waited = binding.wait4(checkInt(pid, 'pid'), checkInt(options, 'options'))
  if (waited === undefined) return undefined
  const [child, status, userCpuMs, systemCpuMs, maxRssKb] = waited
  const usage = { userCpuMs, systemCpuMs, maxRssKb }
  return { pid: child, status, ...decodeWaitStatus(status), usage }
}

/**
 * The pid of some child that has ended and has not been waited for, which it still is afterwards; 0
 * if there is none. A reaper that must not steal the children of others looks before it takes.
 *
 * Throws ECHILD if there are no children at all.
 *
 * @see waitid(2), with WEXITED | WNOHANG | WNOWAIT
 * @example
 * const pid = peekChild()
 * if (own.has(pid)) waitpid(pid)
 */
export const peekChild = (): number => binding.peekChild()
