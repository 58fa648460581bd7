// Whom the daemon process tells what happens: the top process, or, where it is itself the process that the
// user has started, the user's listeners.
import type { SocketAddress } from '../../posix/socket-address'
import type { DaemonEvents } from '../events'
import { packError } from './control-channel'
import type { DaemonChannel } from './daemon-channel'

export interface Reports {
  listening(addresses: SocketAddress[]): void
  failed(error: unknown): void
  event<Event extends keyof DaemonEvents>(event: Event, payload: DaemonEvents[Event][0]): void
  /** The events that have listeners in the top process; the others are not sent. */
  wants(events: (keyof DaemonEvents)[]): void
}

export class ChannelReports implements Reports {
  readonly #channel: DaemonChannel
  #wanted: ReadonlySet<keyof DaemonEvents>

  constructor(channel: DaemonChannel, wanted: (keyof DaemonEvents)[]) {
    this.#channel = channel
    this.#wanted = new Set(wanted)
  }

  listening(addresses: SocketAddress[]): void {
    this.#channel.send({ message: 'listening', addresses })
  }

  failed(error: unknown): void {
    this.#channel.send({ message: 'failed', error: packError(error) })
  }

  event<Event extends keyof DaemonEvents>(event: Event, payload: DaemonEvents[Event][0]): void {
    if (this.#wanted.has(event)) this.#channel.send({ message: 'event', event, payload })
  }

  wants(events: (keyof DaemonEvents)[]): void {
    this.#wanted = new Set(events)
  }
}
