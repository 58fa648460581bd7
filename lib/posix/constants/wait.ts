// Flags of waitpid().
import { binding } from '../../binding'

const { constants } = binding

/**
 * Do not wait: return at once if no child has changed state.
 *
 * @see waitpid(2)
 */
export const WNOHANG = constants.WNOHANG

/**
 * Report children that a signal stopped, too.
 *
 * @see waitpid(2)
 */
export const WUNTRACED = constants.WUNTRACED

/**
 * Report children that SIGCONT continued, too.
 *
 * @see waitpid(2)
 */
export const WCONTINUED = constants.WCONTINUED
