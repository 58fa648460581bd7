// Events of poll().
import { binding } from '../../binding'

const { constants } = binding

/**
 * There is something to read, or to accept.
 *
 * @see poll(2)
 */
export const POLLIN = constants.POLLIN

/**
 * There is urgent data to read.
 *
 * @see poll(2)
 */
export const POLLPRI = constants.POLLPRI

/**
 * A write would not wait.
 *
 * @see poll(2)
 */
export const POLLOUT = constants.POLLOUT

/**
 * There is an error on the descriptor. Reported, whether asked for or not.
 *
 * @see poll(2)
 */
export const POLLERR = constants.POLLERR

/**
 * The other end hung up. Reported, whether asked for or not.
 *
 * @see poll(2)
 */
export const POLLHUP = constants.POLLHUP

/**
 * The descriptor is not open. Reported, whether asked for or not.
 *
 * @see poll(2)
 */
export const POLLNVAL = constants.POLLNVAL

/**
 * The peer will write no more. 0 where the system does not know it.
 *
 * @see poll(2)
 */
export const POLLRDHUP = constants.POLLRDHUP
