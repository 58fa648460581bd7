// Notices that no byte went either way for a while.
import type net from 'node:net'

/** It is noticed at most a tenth too late. */
const LOOKS = 10

/** Looks at the counts of bytes, not at setTimeout() of the socket: that belongs to the handler. */
export class Idleness {
  readonly #client: net.Socket
  readonly #idleMs: number
  readonly #isIdle: () => void
  readonly #timer: NodeJS.Timeout
  #traffic: string
  #sinceMs = performance.now()

  constructor(client: net.Socket, idleMs: number, isIdle: () => void) {
    this.#client = client
    this.#isIdle = isIdle
    this.#idleMs = idleMs
    this.#traffic = trafficOf(client)
    this.#timer = setInterval(() => this.#look(), Math.max(1, idleMs / LOOKS))
    client.once('close', () => clearInterval(this.#timer))
  }

  #look(): void {
    const traffic = trafficOf(this.#client)
    const now = performance.now()
    if (traffic !== this.#traffic) this.#sinceMs = now
    else if (now - this.#sinceMs >= this.#idleMs) this.#isIdle()
    this.#traffic = traffic
  }
}

/**
 * Another one when bytes have gone either way. `bytesWritten` counts what is still to be sent, too: a client
 * that takes nothing would never be idle. A large piece leaves `writableLength` as a whole, at its end: how
 * much of it is gone shows the queue below, as it does to setTimeout() of the socket.
 */
const trafficOf = (client: net.Socket): string => {
  const { bytesRead, bytesWritten, writableLength } = client
  const { _handle: handle } = client as { _handle?: { writeQueueSize?: number } | null }
  return [bytesRead, bytesWritten - writableLength, handle?.writeQueueSize].join()
}
