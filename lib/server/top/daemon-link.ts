// The top process's link to one daemon process, from its start to its end.

import { serverError } from '../../errors'
import type { Hub } from '../../hub/hub'
import { HubMember } from '../../hub/member'
import { connectMember } from '../../hub/rendezvous'
import type { SocketAddress } from '../../posix/socket-address'
import type { WaitResult } from '../../posix/wait'
import { release } from '../../release'
import { type Ask, type PackedError, type Report, unpackError } from '../channel/control-channel'
import { TopChannel } from '../channel/top-channel'
import { signalOne } from '../daemon/signal-group'
import type { DaemonEvents } from '../events'
import type { Started } from '../top-process'
import { waitForDaemon } from './daemon-death'

/** How much longer than it should take a stop may take before the daemon process is killed. */
const MARGIN_MS = 5000
/** What setTimeout() takes: beyond that it would not wait at all. */
const LONGEST_MS = 2 ** 31 - 1

/** How long a stop may take. */
interface Patience {
  graceMs: number
  killMs: number
}

interface Listeners {
  event: (event: keyof DaemonEvents, payload: object) => void
  /** The daemon process has ended; with an error if nobody had asked for that. */
  ended: (error: Error | undefined) => void
}

export class DaemonLink {
  readonly daemonPid: number
  /** What the daemon process listens at; rejected if it cannot. */
  readonly listening: Promise<SocketAddress[]>
  readonly #started: Started
  readonly #patience: Patience
  readonly #channel: TopChannel
  readonly #listeners: Listeners
  #begun!: { resolve: (addresses: SocketAddress[]) => void; reject: (error: Error) => void }
  #failure: Error | undefined
  #fault: Error | undefined
  #expected = false
  #over = false
  #detached = false
  #detaching: Promise<number> | undefined
  #hub: HubMember | undefined
  #overdue: NodeJS.Timeout | undefined

  constructor(started: Started, patience: Patience, listeners: Listeners) {
    this.daemonPid = started.daemonPid
    this.#started = started
    this.#patience = patience
    this.#listeners = listeners
    this.listening = new Promise((resolve, reject) => {
      this.#begun = { resolve, reject }
    })
    this.#channel = new TopChannel(started.channel, {
      heard: (report) => this.#heard(report),
      fault: (error) => this.#faulted(error),
      ended: () => void this.#ended(),
    })
  }

  get hub(): Hub {
    this.#hub ??= new HubMember(() => this.#connectMember())
    return this.#hub
  }

  // The user may keep the hub for longer: its descriptors are somebody else's by then.
  #connectMember(): number {
    if (this.#over) throw serverError('ERR_SERVER_NOT_RUNNING', 'the server does not run')
    return connectMember(this.#started.rendezvous)
  }

  ask<Answer>(command: Ask): Promise<Answer> {
    return this.#channel.ask(command)
  }

  wants(events: (keyof DaemonEvents)[]): void {
    this.#channel.send({ command: 'wants', events })
  }

  /** Asks for a stop. A daemon process that does not obey in time is killed. */
  stop(graceMs: number): void {
    this.#expected = true
    this.#channel.send({ command: 'close', graceMs })
    this.#expectEnd(graceMs)
  }

  #expectEnd(graceMs: number): void {
    clearTimeout(this.#overdue)
    // It has not been waited for yet: the pid is still its own.
    const kill = () => signalOne(this.daemonPid, 'SIGKILL')
    const limitMs = graceMs + this.#patience.killMs + MARGIN_MS
    this.#overdue = setTimeout(kill, Math.min(limitMs, LONGEST_MS))
  }

  /** The channel has been closed for that, and so the daemon process stops, as if we had gone. */
  #faulted({ message }: Error): void {
    const text = `the daemon process ${this.daemonPid} says what is no message: ${message}`
    this.#fault = serverError('ERR_SERVER_PROTOCOL', text)
    this.#expectEnd(this.#patience.graceMs)
  }

  /** From now on its end is no surprise, and no concern of ours. */
  detach(): Promise<number> {
    this.#detaching ??= this.#detach() // one answer for all who ask: then nobody listens any more
    return this.#detaching
  }

  async #detach(): Promise<number> {
    const pid = await this.ask<number>('detach')
    this.#expected = true
    this.#detached = true
    this.#channel.destroy() // by us, who have the answer; it might be lost otherwise
    return pid
  }

  ref(): void {
    this.#channel.ref()
  }

  unref(): void {
    this.#channel.unref()
  }

  #heard(report: Report): void {
    if (report.message === 'listening') this.#begun.resolve(report.addresses)
    else if (report.message === 'failed') this.#failure = unpackError(report.error)
    else this.#listeners.event(report.event, unpackPayload(report.payload))
  }

  async #ended(): Promise<void> {
    this.#over = true
    this.#hub?.close().catch(() => {}) // it may have lost its hub already
    const { memberSocket, bellWrite } = this.#started.rendezvous
    for (const fd of [memberSocket, bellWrite]) release(fd)
    const death = waitForDaemon(this.daemonPid, { ref: !this.#detached })
    const status = this.#detached ? undefined : await death
    clearTimeout(this.#overdue)
    const error = this.#fault ?? this.#failure ?? diedError(this.daemonPid, status)
    this.#channel.fail(error)
    this.#begun.reject(error)
    // Status 0: somebody has asked it to stop by a signal.
    const expected = this.#expected || status?.exitCode === 0
    this.#listeners.ended(expected && this.#fault === undefined ? undefined : error)
  }
}

const unpackPayload = (payload: object): object => {
  const { error } = payload as { error?: PackedError }
  return error === undefined ? payload : { ...payload, error: unpackError(error) }
}

const diedError = (pid: number, status: WaitResult | undefined): Error => {
  const how = status?.signal
    ? `by ${status.signal}`
    : `with status ${status?.exitCode ?? 'unknown'}`
  return serverError('ERR_SERVER_DAEMON_DIED', `the daemon process ${pid} has ended ${how}`)
}
