// The server as its user sees it, in the top process.
import { EventEmitter } from 'node:events'
import { checkInt, checkObject } from '../arguments'
import { callBack } from '../call-back'
import { serverError } from '../errors'
import type { Hub } from '../hub/hub'
import type { SocketAddress } from '../posix/socket-address'
import { runTicks } from './daemon/ticks'
import type { DaemonEvents, Stats } from './events'
import type { Handler } from './handler'
import { type ListenArguments, settleListenOptions } from './options/listen-options'
import type { SettledOptions } from './options/options'
import { readSettings } from './options/settings'
import { DaemonLink } from './top/daemon-link'
import { becomeDaemonProcess, type Draft, runTopProcess } from './top-process'

/** The events of a {@link Server}. */
export interface ServerEvents extends DaemonEvents {
  /** The daemon process listens. */
  listening: []
  /** The daemon process has ended, and every server process with it. */
  close: []
  /** The daemon process has ended though nobody had asked it to; `'close'` follows. */
  error: [Error]
}

const DAEMON_EVENTS: (keyof DaemonEvents)[] = ['fork', 'exit', 'drop', 'reload']

/** A fork-per-connection server; made by `createServer()`. */
export class Server<Configuration = undefined> extends EventEmitter<ServerEvents> {
  readonly #options: SettledOptions<Configuration>
  readonly #handler: Handler<Configuration>
  readonly #topPid = process.pid
  #start: Promise<unknown> | undefined
  /** Whether it keeps the event loop alive. */
  #holds = true
  #link: DaemonLink | undefined
  #addresses: SocketAddress[] = []

  /** @internal */
  constructor(options: SettledOptions<Configuration>, handler: Handler<Configuration>) {
    super()
    this.#options = options
    this.#handler = handler
    const changed = () => process.nextTick(() => this.#link?.wants(this.#wanted()))
    ;(this as EventEmitter).on('newListener', changed).on('removeListener', changed)
  }

  /** Whether the daemon process listens. */
  get listening(): boolean {
    return this.#addresses.length > 0
  }

  /** The daemon process; undefined if there is none. */
  get daemonPid(): number | undefined {
    return this.#link?.daemonPid
  }

  /**
   * The top process's own place in the hub, where sessions publish and subscribe.
   *
   * @throws `ERR_SERVER_NOT_RUNNING`, `ERR_SERVER_NOT_TOP_PROCESS`
   * @example
   * await server.hub.publish('news', 'maintenance at noon')
   */
  get hub(): Hub {
    return this.#running().hub
  }

  /**
   * Creates and binds the top sockets, and runs the daemon process, which listens. The daemon process keeps
   * this process alive, as a `net.Server` does; see {@link Server.unref}.
   *
   * @returns the address, of the first place if there are several
   * @throws `EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES` and whatever else hinders the sockets;
   * what `options.configuration` throws; a {@link ForkErrorCode}; `ERR_SERVER_ALREADY_LISTEN`
   * @example
   * const { port } = await server.listen(0, '127.0.0.1')
   * await server.listen([{ port: 7000 }, { path: '/run/echo.sock', mode: 0o660 }])
   */
  async listen(...where: ListenArguments): Promise<SocketAddress> {
    const [address] = await this.#begin((draft) => this.#runTop(draft, where))
    this.emit('listening')
    return address as SocketAddress
  }

  /**
   * Makes this very process the daemon process, in the foreground: for containers and service managers. Its
   * event loop stands still from then on; events are emitted from within the daemon's own loop. It exits with
   * status 0 when it was asked to stop by a signal.
   *
   * @throws like {@link Server.listen}, before anything has changed
   * @example
   * await server.run({ port: 7000 })
   */
  async run(...where: ListenArguments): Promise<never> {
    return this.#begin((draft) =>
      becomeDaemonProcess(draft, settleListenOptions(where), {
        listening: (addresses) => {
          this.#addresses = addresses
          this.emit('listening')
          runTicks()
        },
        failed: () => {},
        wants: () => {},
        event: (event, payload) => {
          this.emit(event, ...([payload] as never))
          runTicks()
        },
      }),
    )
  }

  /** What the server listens at, the first place of several; null if it does not. */
  address(): SocketAddress | null {
    return this.#addresses[0] ?? null
  }

  /** All that the server listens at. */
  addresses(): SocketAddress[] {
    return [...this.#addresses]
  }

  /**
   * Stops: no new client from now on; sessions may finish for `graceMs` (that of the options by default),
   * then they get SIGTERM, and SIGKILL after `killMs`. Resolves when no process of the server is left.
   *
   * @throws `ERR_SERVER_NOT_RUNNING`, `ERR_SERVER_NOT_TOP_PROCESS`, `ERR_OUT_OF_RANGE`
   * @example
   * await server.close({ graceMs: 5000 })
   */
  async close(options: { graceMs?: number } = {}): Promise<void> {
    const { graceMs = this.#options.graceMs } = checkObject(options, 'options') as typeof options
    checkInt(graceMs, 'options.graceMs', 0)
    await this.#start?.catch(() => {}) // whoever started it hears of that
    const link = this.#running()
    const closed = new Promise<void>((resolve) => this.once('close', resolve))
    link.stop(graceMs)
    await closed
  }

  /**
   * Rereads the configuration, as SIGHUP to the daemon process does. Resolves with the generation's number.
   *
   * @throws what `options.configuration` throws: the old configuration stays; `ERR_SERVER_NOT_RUNNING`
   * @example
   * await server.reload()
   */
  async reload(): Promise<number> {
    return this.#running().ask('reload')
  }

  /**
   * The figures of the daemon process.
   *
   * @throws `ERR_SERVER_NOT_RUNNING`
   * @example
   * const { live, forked, exited } = await server.stats()
   */
  async stats(): Promise<Stats> {
    return this.#running().ask('stats')
  }

  /**
   * Lets the daemon process go on without this one, in a session of its own, as the flowchart has it: the
   * top process may exit. Signals reach it from then on, and nothing else. Resolves with its pid.
   *
   * @throws `ERR_SERVER_NOT_RUNNING`
   * @example
   * const pid = await server.detach()
   */
  async detach(): Promise<number> {
    return this.#running().detach()
  }

  /** The daemon process keeps the event loop of this one alive: the default. */
  ref(): this {
    this.#holds = true
    this.#link?.ref()
    return this
  }

  /** The daemon process does not keep the event loop of this one alive. It stops when this process ends. */
  unref(): this {
    this.#holds = false
    if (this.listening) this.#link?.unref()
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#link !== undefined) await this.close()
  }

  async #begin<Result>(start: (draft: Draft<Configuration>) => Promise<Result>): Promise<Result> {
    if (this.#start !== undefined || this.#link !== undefined) {
      throw serverError('ERR_SERVER_ALREADY_LISTEN', 'the server listens already, or is about to')
    }
    const settings = readSettings(this.#options, 0)
    try {
      const started = start({ options: this.#options, handler: this.#handler, settings })
      this.#start = started
      return await started
    } finally {
      this.#start = undefined
    }
  }

  async #runTop(draft: Draft<Configuration>, where: ListenArguments): Promise<SocketAddress[]> {
    const started = await runTopProcess(draft, settleListenOptions(where), this.#wanted())
    const link = new DaemonLink(started, this.#options, {
      event: (event, payload) => callBack(() => this.emit(event, payload as never)),
      ended: (error) => this.#ended(link, error),
    })
    this.#link = link
    link.wants(this.#wanted()) // listeners may have come since the daemon process was told
    this.#addresses = await link.listening // nobody may end before
    if (!this.#holds) link.unref()
    return this.#addresses
  }

  #running(): DaemonLink {
    if (process.pid !== this.#topPid) {
      throw serverError(
        'ERR_SERVER_NOT_TOP_PROCESS',
        'this is not the process that runs the server',
      )
    }
    if (this.#link === undefined) {
      throw serverError('ERR_SERVER_NOT_RUNNING', 'the server does not run')
    }
    return this.#link
  }

  #wanted(): (keyof DaemonEvents)[] {
    return DAEMON_EVENTS.filter((event) => this.listenerCount(event) > 0)
  }

  #ended(link: DaemonLink, error: Error | undefined): void {
    if (this.#link !== link) return
    const listened = this.listening
    this.#link = undefined
    this.#addresses = []
    // While it starts, listen() throws the error.
    if (error !== undefined && listened) callBack(() => this.emit('error', error))
    this.emit('close')
  }
}
