// One member as the hub process sees it: a socket, the requests that come from it, and a bounded queue
// of what it has not read yet.
import type { Socket } from 'node:net'

import { Deadline } from './deadline'
import { FrameDecoder } from './frame-decoder'
import { encodeFrame, encodeNumber, type Frame, FrameType } from './frames'
import { FIRST_REQUEST_MS, QUEUE_BYTES, UNREAD_MS } from './limits'
import type { Receiver } from './router'

const HALF_QUEUE_BYTES = QUEUE_BYTES / 2

// What one member may have done before the others get their turn, counted in requests and in members
// that something is written to.
const WORK_PER_TURN = 1000

// 100 names of MAX_TOPIC_BYTES fit a frame even if JSON writes every byte as \uXXXX.
const NAMES_PER_FRAME = 100

const LOST_MAX = 2 ** 32 - 1

export interface Requests {
  /** Answers a request and returns the work that it was; throws for what is none. */
  answer(from: Connection, request: Frame): number
  /** The member is gone, for whatever reason. */
  gone(member: Connection): void
}

export class Connection implements Receiver {
  readonly #socket: Socket
  readonly #requests: Requests
  readonly #decoder = new FrameDecoder()
  /** For its first request, and for reading: its other end may be here as well, where nobody would close it. */
  readonly #deadline: Deadline
  #lost = 0
  #corked = false
  /** Not to be served now: the others have their turn, or it has to read first. */
  #waiting: 'turn' | 'drain' | undefined

  constructor(socket: Socket, requests: Requests) {
    this.#socket = socket
    this.#requests = requests
    this.#deadline = new Deadline(() => socket.destroy())
    this.#deadline.start(FIRST_REQUEST_MS)
    // Not 'data': what is not asked for stays in the kernel, and holds back whoever sent it.
    socket.on('readable', () => {
      if (this.#waiting === undefined) this.#serve()
    })
    socket.on('end', () => socket.destroy())
    socket.on('error', () => {}) // 'close' follows, and all ends are alike
    socket.on('close', () => {
      this.#deadline.stop()
      requests.gone(this)
    })
  }

  destroy(): void {
    this.#socket.destroy()
  }

  give(message: Buffer): boolean {
    const { writableLength, destroyed } = this.#socket
    if (destroyed) return false
    if (this.#lost > 0 || writableLength + message.length > QUEUE_BYTES) {
      if (this.#lost < LOST_MAX) this.#lost++
      return false
    }
    this.#send(message)
    return true
  }

  reply(value: number): void {
    this.#send(encodeNumber(FrameType.Reply, value))
  }

  replyNames(names: string[]): void {
    for (let at = 0; at < names.length; at += NAMES_PER_FRAME) {
      const part = names.slice(at, at + NAMES_PER_FRAME)
      this.#send(encodeFrame(FrameType.Names, '', JSON.stringify(part)))
    }
    this.reply(names.length)
  }

  #serve = (): void => {
    if (this.#waiting === 'drain') this.#deadline.stop()
    this.#waiting = undefined
    try {
      for (let work = 0; work < WORK_PER_TURN; ) {
        if (this.#socket.destroyed) return
        if (this.#socket.writableLength > QUEUE_BYTES) {
          this.#waiting = 'drain'
          this.#deadline.start(UNREAD_MS)
          return
        }
        const request = this.#nextRequest()
        if (request === undefined) return
        this.#deadline.stop()
        work += this.#requests.answer(this, request)
      }
    } catch {
      this.#socket.destroy() // it does not keep the rules
      return
    }
    this.#waiting = 'turn'
    setImmediate(this.#serve)
  }

  #nextRequest(): Frame | undefined {
    for (;;) {
      const request = this.#decoder.next()
      if (request !== undefined) return request
      const chunk: Buffer | null = this.#socket.read()
      if (chunk === null) return undefined
      this.#decoder.push(chunk)
    }
  }

  #send(frame: Buffer): void {
    this.#cork()
    // While more than half waits, the last write that waits is one of these: its drain is not missed.
    const waits = this.#socket.writableLength + frame.length > HALF_QUEUE_BYTES
    if (waits) this.#socket.write(frame, this.#drained)
    else this.#socket.write(frame)
  }

  /** What is written in one turn goes out with one system call. */
  #cork(): void {
    if (this.#corked) return
    this.#corked = true
    this.#socket.cork()
    process.nextTick(() => {
      this.#corked = false
      this.#socket.uncork()
    })
  }

  #drained = (): void => {
    if (this.#socket.destroyed || this.#socket.writableLength > HALF_QUEUE_BYTES) return
    if (this.#lost > 0) {
      const lost = encodeNumber(FrameType.Lost, this.#lost)
      this.#lost = 0
      this.#send(lost)
    }
    if (this.#waiting === 'drain') this.#serve()
  }
}
