// A client that says one line, and notes what becomes of it. It never throws.
import net from 'node:net'
import { performance } from 'node:perf_hooks'

const LINE = 'are you there?\n'

/** 'told': it got some words of the server and the end; 'closed': the end or a reset alone. */
export type Outcome = 'waiting' | 'served' | 'told' | 'closed' | 'refused'

export class Client {
  readonly #socket: net.Socket
  readonly #beganMs = performance.now()
  readonly #stays: boolean
  #received = ''
  #connected = false
  outcome: Outcome = 'waiting'
  /** When the outcome was known, after its beginning. */
  settledMs = Number.POSITIVE_INFINITY
  ended = false

  /** One that does not stay leaves as soon as it is served. */
  constructor(port: number, { stays }: { stays: boolean }) {
    this.#stays = stays
    this.#socket = net.connect(port, '127.0.0.1')
    this.#socket.setEncoding('utf8')
    this.#socket.once('connect', () => {
      this.#connected = true
      this.#socket.write(LINE)
    })
    this.#socket.on('data', (text: string) => this.#take(text))
    this.#socket.on('error', () => {}) // close follows
    this.#socket.once('end', () => this.#finish())
    this.#socket.once('close', () => this.#finish())
  }

  #take(text: string) {
    this.#received += text
    if (!this.#received.includes(LINE)) return
    this.#settle('served')
    if (!this.#stays) this.#socket.destroy()
  }

  #finish() {
    this.ended = true
    if (!this.#connected) this.#settle('refused')
    else this.#settle(this.#received === '' ? 'closed' : 'told')
  }

  #settle(outcome: Outcome) {
    if (this.outcome !== 'waiting') return
    this.outcome = outcome
    this.settledMs = performance.now() - this.#beganMs
  }

  get echoes(): number {
    return this.#received.split(LINE).length - 1
  }

  /** Says the line once more. */
  again(): void {
    if (!this.#socket.destroyed) this.#socket.write(LINE)
  }

  leave(): void {
    this.#socket.destroy()
  }
}
