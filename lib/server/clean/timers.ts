// Timeouts and immediates of the top process.
import { clearImmediate, clearTimeout } from 'node:timers'

type Timeout = NodeJS.Timeout & {
  _idleTimeout: number
  _timerArgs: unknown
  _destroyed: boolean
}

// Node keeps the Date header of HTTP answers until this timer of its own fires; were it just cleared,
// all answers would have the same date for ever.
const FORGETS_DATE = /^function resetCache\(\) \{\s*utcCache = undefined;\s*\}$/

const forgetsDate = (callback: unknown): callback is () => void =>
  typeof callback === 'function' && FORGETS_DATE.test(Function.prototype.toString.call(callback))

const stopTimeout = (timeout: Timeout) => {
  const { _onTimeout, _timerArgs, _idleTimeout, _destroyed: isOver } = timeout
  if (isOver) return
  if (forgetsDate(_onTimeout)) _onTimeout()
  clearTimeout(timeout)
  // As of one that has fired: refresh() starts it again. undici keeps one timer for all it has to time,
  // and would never hear of it again.
  Object.assign(timeout, { _onTimeout, _timerArgs, _idleTimeout })
}

export const stopTimers = (timeouts: object[], immediates: object[]): void => {
  for (const timeout of timeouts) stopTimeout(timeout as Timeout)
  for (const immediate of immediates) clearImmediate(immediate as NodeJS.Immediate)
}
