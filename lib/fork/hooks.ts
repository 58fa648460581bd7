// At-fork hooks, in the order of pthread_atfork(3).

import { checkObject } from '../arguments'
import { binding } from '../binding'
import { invalidType } from '../misuse'

/** What to do around a fork; each part may be left out. */
export interface ForkHooks {
  /** Before the fork, in the parent; the last registered runs first. */
  prepare?: () => void
  /** After the fork, in the parent; the first registered runs first. Also after a fork that failed. */
  parent?: () => void
  /** After the fork, in the child; the first registered runs first. */
  child?: () => void
}

const PARTS = ['prepare', 'parent', 'child'] as const

const registered: ForkHooks[] = []

/**
 * Registers functions to run around every fork: to flush buffers before it, to reseed generators or
 * drop connections in the child. Returns a function that removes them again.
 *
 * A `prepare` that throws cancels the fork: the `parent` parts of the hooks prepared so far run, and
 * `fork()` throws the error. A `parent` or `child` that throws does not: by then the fork has happened,
 * and the error is an uncaught exception of the process that the part ran in.
 *
 * @throws `ERR_INVALID_ARG_TYPE` if a part is given and is not a function
 * @see pthread_atfork(3)
 * @example
 * onFork({ child: () => pool.resetIds() })
 */
export const onFork = (hooks: ForkHooks): (() => void) => {
  validate(hooks)
  const entry = { ...hooks }
  registered.push(entry)
  return () => {
    const at = registered.indexOf(entry)
    if (at !== -1) registered.splice(at, 1)
  }
}

const validate = (hooks: ForkHooks) => {
  checkObject(hooks, 'hooks')
  for (const part of PARTS) {
    const given: unknown = hooks[part]
    if (given === undefined || typeof given === 'function') continue
    throw invalidType(`hooks.${part}`, 'of type function', given)
  }
}

/** Runs the prepare hooks. Returns those to run afterwards: a hook may change the list meanwhile. */
export const prepareFork = (): readonly ForkHooks[] => {
  const hooks = [...registered]
  for (let at = hooks.length - 1; at >= 0; at--) {
    try {
      hooks[at]?.prepare?.()
    } catch (error) {
      runHooks(hooks.slice(at + 1), 'parent')
      throw error
    }
  }
  return hooks
}

/**
 * Runs one part of each hook. All run, even if one throws: the fork has happened, in both processes,
 * and `fork()` must not end with an error that its caller takes for "there is no child".
 */
export const runHooks = (hooks: readonly ForkHooks[], part: 'parent' | 'child'): void => {
  for (const hook of hooks) {
    try {
      hook[part]?.()
    } catch (error) {
      binding.raiseUncaught(error)
    }
  }
}
