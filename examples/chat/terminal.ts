// The client's screen: harmless lines, not too many of them that it has not read, and a good end.
import type net from 'node:net'

import { harmless } from './lines'

const MAX_UNREAD_BYTES = 1024 * 1024
const GRACE_MS = 5000

export class Terminal {
  /** Resolves when the client is not to be served any longer. */
  readonly over: Promise<void>
  #leave = () => {}
  #isOver = false

  constructor(readonly client: net.Socket) {
    client.allowHalfOpen = true // who has said all still gets its answers
    client.on('error', () => {}) // its end is all that matters
    this.over = new Promise((resolve) => {
      this.#leave = resolve
    })
  }

  get isOver(): boolean {
    return this.#isOver || this.client.destroyed
  }

  tell(line: string): void {
    if (this.isOver) return
    if (this.client.writableLength > MAX_UNREAD_BYTES) this.leave('* You read too slowly')
    else this.client.write(`${harmless(line)}\r\n`)
  }

  /** Ends the service, with a last line. */
  leave(line: string): void {
    if (this.isOver) return
    this.client.write(`${line}\r\n`)
    this.#isOver = true
    this.#leave()
  }

  /** Gives the client some time to take what is left. */
  async close(): Promise<void> {
    const { client } = this
    if (client.closed) return
    const grace = setTimeout(() => client.destroy(), GRACE_MS)
    const closed = new Promise((resolve) => client.once('close', resolve))
    client.end()
    client.resume() // or its end would not be seen
    await closed
    clearTimeout(grace)
  }
}
