// Signal names <-> numbers, from node:os.
import os from 'node:os'

import { checkInt } from '../arguments'
import { binding } from '../binding'
import { invalidType, unknownSignal } from '../misuse'

const numbers = os.constants.signals

// Where two names share a number (SIGABRT and SIGIOT), the first one is the usual one.
const names = new Map<number, NodeJS.Signals>()
for (const [name, number] of Object.entries(numbers)) {
  if (!names.has(number)) names.set(number, name as NodeJS.Signals)
}

/** The name of a signal; `SIG` and the number for one that has none, such as a real-time signal. */
export const signalName = (number: number): NodeJS.Signals =>
  names.get(number) ?? (`SIG${number}` as NodeJS.Signals)

/** The number of a signal given by number or by the name that {@link signalName} gives it; which numbers exist is the kernel's to say. */
export const signalNumber = (signal: unknown): number => {
  if (typeof signal === 'string') {
    if (Object.hasOwn(numbers, signal)) return numbers[signal as NodeJS.Signals]
    const number = Number(/^SIG([1-9]\d*)$/.exec(signal)?.[1])
    if (signalName(number) !== signal) throw unknownSignal(signal)
    return number
  }
  if (typeof signal !== 'number') {
    throw invalidType('signal', 'one of type string or number', signal)
  }
  return checkInt(signal, 'signal')
}

/** The number of a signal, which must be one that there is. */
export const checkSignal = (signal: unknown): number =>
  checkInt(signalNumber(signal), 'signal', 1, binding.signalConstants.SIGMAX)
