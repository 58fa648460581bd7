// Small validators. Nothing is coerced: a wait on a rounded pid is a wait on somebody else.
import { types } from 'node:util'

import { invalidType, invalidValue, outOfRange } from './misuse'

const INT_MIN = -(2 ** 31)
const INT_MAX = 2 ** 31 - 1

/** A whole number that fits the C int of the call; what it means is the kernel's to say. */
export const checkInt = (value: unknown, name: string, min = INT_MIN, max = INT_MAX): number => {
  if (typeof value !== 'number') throw invalidType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value)
  return value
}

export const checkFd = (value: unknown, name = 'fd'): number => checkInt(value, name, 0)

export const checkBytes = (value: unknown, name: string): Uint8Array => {
  if (!types.isUint8Array(value)) throw invalidType(name, 'an instance of Uint8Array', value)
  return value
}

export const checkString = (value: unknown, name: string): string => {
  if (typeof value !== 'string') throw invalidType(name, 'of type string', value)
  return value
}

/** A string for a system call that ends it at the first null byte. */
export const checkPath = (value: unknown, name: string): string => {
  const path = checkString(value, name)
  if (path.includes('\0')) throw invalidValue(name, 'must be a string without null bytes', path)
  return path
}

/** As in Node an array is none: it would pass for one without any option. */
export const checkObject = (value: unknown, name: string): object => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidType(name, 'of type object', value)
  }
  return value
}

export const checkFunction = <F extends (...given: never[]) => unknown>(
  value: F,
  name: string,
): F => {
  if (typeof value !== 'function') throw invalidType(name, 'of type function', value)
  return value
}

export const checkOneOf = <const T extends string | boolean>(
  value: unknown,
  name: string,
  allowed: readonly T[],
): T => {
  if (allowed.includes(value as T)) return value as T
  const list = allowed.map((one) => (typeof one === 'string' ? `'${one}'` : one)).join(', ')
  throw invalidValue(name, `must be one of: ${list}`, value)
}
