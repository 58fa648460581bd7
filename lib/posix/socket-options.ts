import { types } from 'node:util'

import { checkFd, checkInt } from '../arguments'
import { binding } from '../binding'
import { invalidType } from '../misuse'

const toBytes = (value: unknown): Uint8Array => {
  if (types.isUint8Array(value)) return value
  if (typeof value !== 'number' && typeof value !== 'boolean') {
    throw invalidType('value', 'one of type number or boolean or an instance of Uint8Array', value)
  }
  const int = typeof value === 'boolean' ? Number(value) : checkInt(value, 'value')
  return new Uint8Array(Int32Array.of(int).buffer)
}

/**
 * Sets an option of a socket: a number or boolean where C takes an int, else the bytes of the struct.
 *
 * Throws EBADF, ENOTSOCK, ENOPROTOOPT (no such option) or EINVAL.
 *
 * @see setsockopt(2)
 * @example
 * setsockopt(top, SOL_SOCKET, SO_REUSEADDR, true)
 */
export const setsockopt = (
  fd: number,
  level: number,
  name: number,
  value: number | boolean | Uint8Array,
): void =>
  binding.setsockopt(checkFd(fd), checkInt(level, 'level'), checkInt(name, 'name'), toBytes(value))

/**
 * The value of a socket option that is an int.
 *
 * Throws EBADF, ENOTSOCK or ENOPROTOOPT (no such option).
 *
 * @see getsockopt(2)
 * @example
 * const failure = getsockopt(fd, SOL_SOCKET, SO_ERROR)
 */
export const getsockopt = (fd: number, level: number, name: number): number =>
  binding.getsockopt(checkFd(fd), checkInt(level, 'level'), checkInt(name, 'name'))
