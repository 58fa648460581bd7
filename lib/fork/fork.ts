// fork() as users call it: the guards before it, the hooks around it, the child's hygiene after it.
import { checkInt, checkObject } from '../arguments'
import { binding } from '../binding'
import { becomeChild, prepareChild } from './child'
import { type ForkHooks, prepareFork, runHooks } from './hooks'
import { refuseUnsafe, watchWorkers } from './refusals'

export interface ForkOptions {
  /**
   * How long to wait, in milliseconds, until helper threads have finished the work they were given;
   * 2000 by default. The event loop stands still meanwhile.
   */
  quietMs?: number
}

const QUIET_MS = 2000

/**
 * Creates a child process that is a copy of this one and goes on from this very call: with the same
 * memory, descriptors, event loop, timers and helper threads, but its own from now on.
 *
 * @returns the child's pid in the parent, 0 in the child
 * @throws `EAGAIN`, `ENOMEM` (the kernel's), `EMFILE` (a child needs two descriptors for a moment),
 * `ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, or a {@link ForkErrorCode} if a child could not go on
 * from the present state; there is no child then, and nothing has changed
 * @see fork(2)
 * @example
 * const pid = fork()
 * if (pid === 0) {
 *   console.log(`child ${process.pid} of ${process.ppid}`)
 *   process.exit(0)
 * }
 * console.log(waitpid(pid)?.exitCode)
 */
export const fork = (options: ForkOptions = {}): number => {
  const quietMs = validQuietMs(options)
  refuseUnsafe()
  const hooks = prepareFork()
  const renewals = prepareChild()
  // Each function that either process runs from here on costs it the copy of a page or two.
  let pid: number
  try {
    pid = binding.fork(quietMs)
  } catch (error) {
    runHooks(hooks, 'parent')
    throw error
  }
  return becomeProcess(pid, renewals, hooks)
}

/** What follows in either process; a function of its own, so that a program can play the child before it forks. */
export const becomeProcess = (
  pid: number,
  renewals: (() => void)[],
  hooks: readonly ForkHooks[],
): number => {
  if (pid === 0) becomeChild(renewals)
  if (hooks.length > 0) runHooks(hooks, pid === 0 ? 'child' : 'parent')
  return pid
}

const validQuietMs = (options: ForkOptions): number => {
  const { quietMs = QUIET_MS } = checkObject(options, 'options') as ForkOptions
  return checkInt(quietMs, 'options.quietMs', 0)
}

watchWorkers()
