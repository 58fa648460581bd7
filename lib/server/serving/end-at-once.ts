// How a process of a server ends.
import { EventEmitter } from 'node:events'
import { binding } from '../../binding'

// Node writes these at its own end only.
const PROFILES = /--(cpu|heap)-prof/

const isObserved = () =>
  process.env.NODE_V8_COVERAGE !== undefined ||
  PROFILES.test([process.env.NODE_OPTIONS, ...process.execArgv].join(' '))

/** What 'exit' listeners and the report of an uncaught error may take: far more than they do. */
const LATE_S = 10

// A variable of its own: a property that no rehearsal has looked up would be looked up slowly.
const { endNow } = binding

/** As they are when the library is loaded, and of Node's own; a program may have replaced them before. */
const { exit } = process
const emit = EventEmitter.prototype.emit as typeof process.emit

const endLate = (status: number) => binding.endWithin(LATE_S, status)

// Node calls it by this name so that it can be replaced.
const reallyExit = (status?: number | string) => endNow(Number(status ?? 0))

/**
 * From now on process.exit() ends the process as soon as the 'exit' listeners have run, and an uncaught error
 * ends it within a bounded time. Node would have V8's helper threads end first, and wait for each. One that
 * compiles may need memory, and wait for the main thread to collect garbage: both wait for ever
 * (nodejs/node#54918). Seen in one of some ten thousand sessions, which begin with a heap as full as the
 * daemon process's.
 */
export const endAtOnce = (): void => {
  if (isObserved()) return
  process.off('exit', endLate).on('exit', endLate)
  Object.assign(process, { reallyExit })
}

// Programs have put functions of their own in the place of these, too, to hear of the end.
const isReplaced = () =>
  (process as { reallyExit?: unknown }).reallyExit !== reallyExit ||
  process.exit !== exit ||
  process.emit !== emit

const isEndLate = (listener: unknown) => listener === endLate

// Node's own part of process.exit() is the event.
const isHeard = () => isReplaced() || !process.listeners('exit').every(isEndLate)

const status = () => Number(process.exitCode ?? 0)

/** As process.exit(); where nobody hears of it, without the way there, which is new to every session. */
export const endSession = (): void => {
  if (isHeard()) process.exit()
  endNow(status())
}

/** All of it but the end. */
export const rehearseEnd = (): void => {
  isHeard()
  status()
}
