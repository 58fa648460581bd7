// Signals by name and by number.
import os from 'node:os'
import { inspect } from 'node:util'
import { binding } from '../binding'
import { withCode } from '../errors'

const { SIGRTMIN: firstRealTime, SIGMAX: highest } = binding.signalConstants

const numbers = new Map(Object.entries(os.constants.signals))
// Of two names for one number (SIGABRT, SIGIOT) the first is POSIX's.
const names = new Map([...numbers].map(([name, number]) => [number, name] as const).reverse())
// os.constants has no real-time signals; kill(1) calls them SIGRTMIN, SIGRTMIN+1 ...
if (firstRealTime !== undefined) {
  for (let number = firstRealTime; number <= highest; number++) {
    const name = number === firstRealTime ? 'SIGRTMIN' : `SIGRTMIN+${number - firstRealTime}`
    names.set(number, name)
    numbers.set(name, number)
  }
}

/**
 * The number of the lowest real-time signal; `undefined` where there are none.
 *
 * @see signal(7)
 * @example
 * sigaction(SIGRTMIN + 1, (signal) => console.log(signal)) // 'SIGRTMIN+1'
 */
export const SIGRTMIN = firstRealTime

/**
 * The number of the highest real-time signal; `undefined` where there are none.
 *
 * @see signal(7)
 * @example
 * console.log(SIGRTMAX) // 64
 */
export const SIGRTMAX = firstRealTime === undefined ? undefined : highest

/** The number of a signal that a caller names; throws as `process.kill` does. */
export function signalNumber(signal: unknown): number {
  if (typeof signal === 'string') {
    const number = numbers.get(signal)
    if (number !== undefined) return number
    throw withCode(new TypeError(`Unknown signal: ${signal}`), 'ERR_UNKNOWN_SIGNAL')
  }
  if (typeof signal !== 'number') {
    throw withCode(
      new TypeError(
        `The "signal" argument must be one of type string or number. Received ${inspect(signal)}`,
      ),
      'ERR_INVALID_ARG_TYPE',
    )
  }
  if (!Number.isInteger(signal) || signal < 1 || signal > highest) {
    throw withCode(
      new RangeError(
        `The value of "signal" is out of range. It must be an integer >= 1 && <= ${highest}. Received ${signal}`,
      ),
      'ERR_OUT_OF_RANGE',
    )
  }
  return signal
}

/** The name of a signal number. */
export const signalName = (number: number): NodeJS.Signals =>
  (names.get(number) ?? `SIG${number}`) as NodeJS.Signals
