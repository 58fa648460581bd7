// sigprocmask(): the signals that are held back.
import { checkInt } from '../arguments'
import { binding } from '../binding'
import { invalidType } from '../misuse'
import { checkSignal, signalName } from './signal-names'

const constants = binding.signalConstants

/**
 * The signals are held back, besides those that are already.
 *
 * @see sigprocmask(2)
 */
export const SIG_BLOCK = constants.SIG_BLOCK

/**
 * The signals are no longer held back.
 *
 * @see sigprocmask(2)
 */
export const SIG_UNBLOCK = constants.SIG_UNBLOCK

/**
 * These signals are held back, and no others.
 *
 * @see sigprocmask(2)
 */
export const SIG_SETMASK = constants.SIG_SETMASK

/**
 * Changes which signals are blocked, and returns those that were until now; without `signals` it only asks.
 *
 * The JavaScript handler of a blocked signal waits: the signal stays pending, and the handler runs at its next
 * occasion after it is unblocked. Called in a handler, the change ends with the handler. SIGKILL, SIGSTOP and the
 * signal reserved by realfork cannot be blocked and are left out silently.
 *
 * The mask is the main thread's. A signal that is sent to the process and has no handler of `sigaction` may be taken
 * by a helper thread of Node, and has its effect there.
 *
 * @throws `EINVAL` for another `how`; `ERR_UNKNOWN_SIGNAL`, `ERR_OUT_OF_RANGE`, `ERR_INVALID_ARG_TYPE`;
 * `ERR_SIGPROCMASK_WORKER_THREAD` in a worker thread
 * @see sigprocmask(2)
 * @example
 * const before = sigprocmask(SIG_BLOCK, ['SIGCHLD'])
 * sessions.add(fork())
 * sigprocmask(SIG_SETMASK, before)
 */
export function sigprocmask(how: number, signals?: (NodeJS.Signals | number)[]): NodeJS.Signals[] {
  checkInt(how, 'how')
  if (signals === undefined) return binding.sigprocmask(how).map(signalName)
  if (!Array.isArray(signals)) throw invalidType('signals', 'an instance of Array', signals)
  // Array.from, because map would step over the holes of a sparse array.
  return binding.sigprocmask(how, Array.from(signals, checkSignal)).map(signalName)
}
