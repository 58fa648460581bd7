// Serving a client with an event loop: the handler gets a net.Socket, and the process ends when the
// handler's promise has settled and the socket is closed.
import net from 'node:net'
import { binding } from '../../binding'
import type { Daemon } from '../daemon/daemon'
import type { EventHandler } from '../handler'
import type { EventSession } from '../session'
import { Idleness } from './idleness'

/** As Node's own status where a promise can never settle. */
const NEVER_SETTLED = 13

/** The client has gone in a way that is no fault of the handler's. */
const GONE = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/**
 * The options of a net.Socket, with all that `net` and streams look for by name: that something is not there V8 finds
 * out slowly, at each of them, in each session. The types have it that what is given is defined; Node does not ask.
 */
const socketOptions = (fd: number, allowHalfOpen: boolean): object => ({
  fd,
  readable: true,
  writable: true,
  allowHalfOpen,
  handle: undefined,
  onread: undefined,
  noDelay: undefined,
  keepAlive: undefined,
  keepAliveInitialDelay: undefined,
  pauseOnCreate: undefined,
  manualStart: undefined,
  signal: undefined,
  highWaterMark: undefined,
  readableHighWaterMark: undefined,
  writableHighWaterMark: undefined,
  objectMode: undefined,
  readableObjectMode: undefined,
  writableObjectMode: undefined,
  defaultEncoding: undefined,
  encoding: undefined,
  captureRejections: undefined,
  read: undefined,
  write: undefined,
  writev: undefined,
  destroy: undefined,
  final: undefined,
  construct: undefined,
  emitClose: undefined,
  autoDestroy: undefined,
  decodeStrings: undefined,
})

export const makeClient = (
  fd: number,
  {
    allowHalfOpen,
    noDelay,
    keepAlive,
    keepAliveInitialDelayMs,
  }: Pick<
    Daemon<unknown>['options'],
    'allowHalfOpen' | 'noDelay' | 'keepAlive' | 'keepAliveInitialDelayMs'
  >,
): net.Socket => {
  const client = new net.Socket(socketOptions(fd, allowHalfOpen))
  if (noDelay) client.setNoDelay()
  if (keepAlive) client.setKeepAlive(true, keepAliveInitialDelayMs)
  // One process, one client: its end is no reason to crash. Handlers that care listen themselves.
  client.on('error', () => {})
  return client
}

/** Serves the client; the process ends with it. */
export const serveByEvents = <C>(
  fd: number,
  session: EventSession<C>,
  handler: EventHandler<C>,
  { options, settings, endSession }: Daemon<C>,
): void => {
  const client = makeClient(fd, options)
  const ending = new Ending(client, endSession)
  current = ending
  const { idleMs } = settings.limits
  if (idleMs > 0) new Idleness(client, idleMs, () => ending.cut())
  try {
    const result = handler(client, session)
    Promise.resolve(result).then(
      () => ending.settled(),
      (error) => ending.threw(error),
    )
  } catch (error) {
    ending.threw(error)
  }
}

/** Of the session that this process is. */
let current: Ending | undefined

// Nothing can happen any more. Not by itself: what the parent had in flight would be waited for then.
const endIdle = () => current?.idle()

/** In the daemon process, for all its sessions: to listen is the work of ten functions, which each had to run. */
export const endIdleSessions = (): void => {
  process.off('beforeExit', endIdle).on('beforeExit', endIdle)
}

class Ending {
  readonly #client: net.Socket
  readonly #end: () => void
  #settled = false
  #closed = false
  #cut = false

  constructor(client: net.Socket, end: () => void) {
    this.#client = client
    this.#end = end
    client.once('close', () => {
      this.#closed = true
      this.#endIfDone()
    })
  }

  settled(): void {
    this.#settled = true
    this.#endIfDone()
  }

  threw(error: unknown): void {
    this.#client.destroy()
    if (!this.#isGone(error)) {
      process.exitCode = 1
      binding.raiseUncaught(error)
    }
    this.settled()
  }

  /** The client is idle. A handler that waits for it does so in vain, and through no fault of its own. */
  cut(): void {
    this.#cut = true
    this.#client.destroy()
  }

  #isGone(error: unknown): boolean {
    const { code } = (error ?? {}) as NodeJS.ErrnoException
    return error instanceof Error && code !== undefined && GONE.has(code)
      ? this.#client.errored === error || code === 'ERR_STREAM_PREMATURE_CLOSE'
      : false
  }

  idle(): void {
    process.exit(this.#settled || this.#cut ? undefined : NEVER_SETTLED)
  }

  #endIfDone(): void {
    if (!this.#settled || !this.#closed) return
    if (current === this) current = undefined
    this.#end()
  }
}
