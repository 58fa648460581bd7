// Flags of pipe().
import { binding } from '../../binding'

const { constants } = binding

/**
 * A flag of {@link pipe}: fail with EAGAIN where the call would wait.
 *
 * @see pipe(2)
 */
export const O_NONBLOCK = constants.O_NONBLOCK
