// The errors of a call that was given wrong arguments: Node's codes, in Node's words.
import { inspect } from 'node:util'

type MisuseCode =
  | 'ERR_INVALID_ARG_TYPE'
  | 'ERR_INVALID_ARG_VALUE'
  | 'ERR_INVALID_RETURN_VALUE'
  | 'ERR_OUT_OF_RANGE'
  | 'ERR_UNKNOWN_SIGNAL'

const misuse = (base: ErrorConstructor, code: MisuseCode, message: string): Error => {
  const error = new base(message)
  // The stack's first line takes the name that stands there when the stack is first read.
  error.name = `${error.name} [${code}]`
  Error.captureStackTrace(error, misuse)
  void error.stack
  Reflect.deleteProperty(error, 'name')
  return Object.assign(error, { code })
}

// Parsed JSON may have a "constructor" that is none, with any "name".
const nameOf = (named: { name?: unknown } | null | undefined): string =>
  typeof named?.name === 'string' ? named.name : ''

const describeType = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function' && nameOf(value)) return `function ${nameOf(value)}`
  if (typeof value === 'object') {
    const name = nameOf(value.constructor)
    return name ? `an instance of ${name}` : inspect(value, { depth: -1 })
  }
  const text = inspect(value)
  return `type ${typeof value} (${text.length > 28 ? `${text.slice(0, 25)}...` : text})`
}

const describeValue = (value: unknown): string => {
  const text = inspect(value)
  return text.length > 128 ? `${text.slice(0, 128)}...` : text
}

// A name with a dot is a property of an argument, as in Node.
const kind = (name: string): string => (name.includes('.') ? 'property' : 'argument')

/** `expected` continues "must be": "of type number", "an instance of Array". */
export const invalidType = (name: string, expected: string, value: unknown): Error =>
  misuse(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" ${kind(name)} must be ${expected}. Received ${describeType(value)}`,
  )

/** `reason` follows the name: "must be a string without null bytes". */
export const invalidValue = (name: string, reason: string, value: unknown): Error =>
  misuse(
    TypeError,
    'ERR_INVALID_ARG_VALUE',
    `The ${kind(name)} '${name}' ${reason}. Received ${describeValue(value)}`,
  )

/** `range` continues "It must be": "an integer", ">= 0 && <= 65535". */
export const outOfRange = (name: string, range: string, value: number): Error =>
  misuse(
    RangeError,
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. ` +
      `Received ${inspect(value, { numericSeparator: Math.abs(value) > 2 ** 32 })}`,
  )

export const unknownSignal = (name: string): Error =>
  misuse(TypeError, 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${name}`)

/** What a function of the user's returned. */
export const invalidReturn = (name: string, expected: string, value: unknown): Error =>
  misuse(
    TypeError,
    'ERR_INVALID_RETURN_VALUE',
    `Expected ${expected} to be returned from the "${name}" function but got ${describeType(value)}.`,
  )
