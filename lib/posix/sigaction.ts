// sigaction(): JavaScript handlers for signals.
import { checkInt } from '../arguments'
import { binding, type KernelSignalAction, SignalHandler } from '../binding'
import { invalidType } from '../misuse'
import { checkSignal, signalName, signalNumber } from './signal-names'

const constants = binding.signalConstants

/**
 * A blocking call that the handler interrupted goes on after it, instead of throwing EINTR.
 *
 * @see sigaction(2)
 */
export const SA_RESTART = constants.SA_RESTART

/**
 * No SIGCHLD when a child stops or continues.
 *
 * @see sigaction(2)
 */
export const SA_NOCLDSTOP = constants.SA_NOCLDSTOP

/**
 * Children that end leave no zombie, and no status to wait for.
 *
 * @see sigaction(2)
 */
export const SA_NOCLDWAIT = constants.SA_NOCLDWAIT

/**
 * The first signal puts SIG_DFL back.
 *
 * @see sigaction(2)
 */
export const SA_RESETHAND = constants.SA_RESETHAND

/**
 * The handler can be interrupted by its own signal.
 *
 * @see sigaction(2)
 */
export const SA_NODEFER = constants.SA_NODEFER

/**
 * The lowest real-time signal; `undefined` where there are none. Real-time signals queue.
 *
 * @see signal(7)
 */
export const SIGRTMIN = constants.SIGRTMIN

/**
 * The highest real-time signal; `undefined` where there are none.
 *
 * @see signal(7)
 */
export const SIGRTMAX = SIGRTMIN === undefined ? undefined : constants.SIGMAX

/** The signal's default action. */
export const SIG_DFL: unique symbol = Symbol('SIG_DFL')

/** The signal is ignored. */
export const SIG_IGN: unique symbol = Symbol('SIG_IGN')

/** What happens when the signal arrives. */
export type Disposition = typeof SIG_DFL | typeof SIG_IGN | ((signal: NodeJS.Signals) => void)

/** The C `struct sigaction`. */
export interface SignalAction {
  handler: Disposition
  /** `SA_RESTART`, `SA_NODEFER` and so on, or-ed; 0 if left out. */
  flags?: number
  /** Signals to hold back while the handler runs; none if left out. */
  mask?: NodeJS.Signals[]
}

type Handler = (signal: NodeJS.Signals) => void

let handlers = new Map<number, Handler>()
// Handlers in C that are not ours (libuv's, Node's): a stand-in for the bytes of their struct sigaction.
const foreignActions = new WeakMap<Handler, Uint8Array>()
const foreignHandlers = new Map<string, Handler>()
let started = false

/**
 * Sets what happens when a signal arrives, and returns what happened until now; without `action` it only asks.
 *
 * A JavaScript handler runs when the event loop turns, or inside a blocking call of this library, which then
 * continues (`SA_RESTART`) or throws `EINTR`. A handler installed by C code comes back as an opaque function;
 * give it to `sigaction` to put that handler back.
 *
 * @throws `EINVAL` for SIGKILL, SIGSTOP and the signal reserved by realfork; `ERR_UNKNOWN_SIGNAL`,
 * `ERR_OUT_OF_RANGE`, `ERR_INVALID_ARG_TYPE`; `ERR_SIGACTION_WORKER_THREAD` in a worker thread
 * @see sigaction(2)
 * @example
 * const previous = sigaction('SIGHUP', { handler: () => reload(), flags: SA_RESTART })
 * sigaction('SIGHUP', previous)
 */
export function sigaction(
  signal: NodeJS.Signals | number,
  action?: Disposition | SignalAction,
): SignalAction {
  const number = checkSignal(signal)
  if (action === undefined) return describe(number, binding.sigaction(number))

  const { handler, flags, mask } = readAction(action)
  start()
  // Described before the next line replaces our own record of it.
  const previous = describe(number, binding.sigaction(number, kernelHandler(handler), flags, mask))
  if (typeof handler === 'function' && !foreignActions.has(handler)) handlers.set(number, handler)
  return previous
}

function readAction(action: unknown): { handler: Disposition; flags: number; mask: number[] } {
  const { handler, flags, mask } = (
    isDisposition(action) ? { handler: action } : (action ?? {})
  ) as Partial<SignalAction>
  if (!isDisposition(handler)) {
    throw invalidType('action', 'SIG_DFL, SIG_IGN, a function or a SignalAction', action)
  }
  if (mask !== undefined && !Array.isArray(mask)) {
    throw invalidType('action.mask', 'an instance of Array', mask)
  }
  // SA_RESETHAND is the sign bit of what the | operator gives.
  const bits = checkInt(flags ?? 0, 'action.flags', -(2 ** 31), 2 ** 32 - 1) | 0
  return { handler, flags: bits, mask: (mask ?? []).map(checkSignal) }
}

const isDisposition = (value: unknown): value is Disposition =>
  value === SIG_DFL || value === SIG_IGN || typeof value === 'function'

function kernelHandler(handler: Disposition): SignalHandler | Uint8Array {
  if (handler === SIG_DFL) return SignalHandler.Default
  if (handler === SIG_IGN) return SignalHandler.Ignore
  return foreignActions.get(handler) ?? SignalHandler.Catch
}

function describe(number: number, action: KernelSignalAction): SignalAction {
  return {
    handler: describeHandler(number, action.handler),
    flags: action.flags,
    mask: action.mask.map(signalName),
  }
}

function describeHandler(number: number, handler: SignalHandler | Uint8Array): Disposition {
  if (handler === SignalHandler.Default) return SIG_DFL
  if (handler === SignalHandler.Ignore) return SIG_IGN
  if (handler === SignalHandler.Catch) {
    start() // another copy of this module may have installed it
    return handlers.get(number) as Handler
  }
  const key = Buffer.from(handler).toString('hex')
  const known = foreignHandlers.get(key)
  if (known !== undefined) return known
  const foreign = function foreignHandler() {
    throw new TypeError('This stands for a signal handler in C; only sigaction() can use it')
  }
  foreignHandlers.set(key, foreign)
  foreignActions.set(foreign, handler)
  return foreign
}

function start(): void {
  if (started) return
  const own = handlers
  handlers = binding.startSignalDelivery((number) => own.get(number)?.(signalName(number)), own)
  // Node has started its watcher by the time this listener is called. While ours stands by (native/signal_actions.cc),
  // libuv does not install its handler for it.
  process.on('newListener', releaseIfSignal)
  started = true
}

/** Known by its name to lib/server/clean/listeners.ts: another copy of this module has its own. */
export function releaseIfSignal(event: string | symbol): void {
  if (typeof event === 'string' && event.startsWith('SIG')) release(event)
}

function release(event: string): void {
  try {
    binding.releaseSignal(signalNumber(event))
  } catch {
    // An event that is no signal.
  }
}
