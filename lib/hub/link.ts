// One connection of a member to the hub: requests out, their replies in the same order, messages in
// between.
import net from 'node:net'

import { hubError } from '../errors'
import { Fifo } from './fifo'
import { FrameDecoder } from './frame-decoder'
import { type Frame, FrameType } from './frames'
import { ANSWER_MS, QUEUE_BYTES } from './limits'

export interface LinkEvents {
  message(topic: string, json: string): void
  lost(count: number): void
  /** Once, when all requests have been rejected; not after `abandon`. */
  ended(): void
}

export interface Reply {
  value: number
  names: string[]
}

interface Pending {
  bytes: number
  resolve: (reply: Reply) => void
  reject: (error: Error) => void
}

export class Link {
  readonly #socket: net.Socket
  readonly #events: LinkEvents
  readonly #decoder = new FrameDecoder()
  readonly #pending = new Fifo<Pending>()
  #pendingBytes = 0
  #names: string[] = []
  #closing = false
  #chunks = 0
  #deadline: NodeJS.Timeout | undefined

  constructor(fd: number, events: LinkEvents) {
    this.#events = events
    this.#socket = new net.Socket({ fd, readable: true, writable: true })
    this.#socket.unref() // a session ends with its client, not with its hub
    this.#socket.on('data', (chunk) => this.#read(chunk))
    this.#socket.on('error', () => {}) // 'close' follows, and all ends are alike
    this.#socket.on('close', () => this.#end())
  }

  /** Sends a request, whole or not at all. */
  request(frame: Buffer): Promise<Reply> {
    if (this.#pendingBytes + frame.length > QUEUE_BYTES) {
      const message = `More than ${QUEUE_BYTES} bytes wait for the hub: await what you publish`
      return Promise.reject(hubError('ERR_HUB_QUEUE_FULL', message))
    }
    if (this.#pending.size === 0) {
      this.#socket.ref()
      this.#deadline = setTimeout(() => this.#checkLife(), ANSWER_MS).unref()
    }
    this.#pendingBytes += frame.length
    return new Promise((resolve, reject) => {
      this.#pending.push({ bytes: frame.length, resolve, reject })
      this.#socket.write(frame)
    })
  }

  /** Ends the connection when all requests are answered. */
  close(): Promise<void> {
    this.#closing = true
    this.#endIfIdle()
    return new Promise((resolve) => this.#socket.once('close', () => resolve()))
  }

  /** Ends it without a word to anybody but those who wait for a reply. */
  abandon(): void {
    this.#socket.removeAllListeners('data').removeAllListeners('close').destroy()
    this.#rejectAll()
  }

  #read(chunk: Buffer): void {
    this.#chunks++
    if (this.#pending.size > 0) this.#deadline?.refresh()
    this.#decoder.push(chunk)
    try {
      for (let frame = this.#decoder.next(); frame !== undefined; frame = this.#decoder.next()) {
        this.#take(frame)
      }
    } catch {
      this.#socket.destroy() // it is no hub
    }
  }

  #take({ type, topic, payload }: Frame): void {
    switch (type) {
      case FrameType.Message:
        this.#events.message(topic, payload.toString())
        return
      case FrameType.Lost:
        this.#events.lost(payload.readUInt32BE())
        return
      case FrameType.Names:
        this.#names.push(...JSON.parse(payload.toString()))
        return
      case FrameType.Reply:
        this.#settle(payload.readUInt32BE())
        return
      default:
        throw new Error(`No frame of a hub: ${type}`)
    }
  }

  #settle(value: number): void {
    const pending = this.#pending.shift()
    if (pending === undefined) throw new Error('A reply to nothing')
    this.#pendingBytes -= pending.bytes
    if (this.#pending.size === 0) {
      clearTimeout(this.#deadline)
      this.#socket.unref()
    }
    pending.resolve({ value, names: this.#names.splice(0) })
    this.#endIfIdle()
  }

  #checkLife(): void {
    // It may be this process that stood still: the event loop reads what is there, and then decides.
    const chunks = this.#chunks
    setImmediate(() => {
      if (chunks === this.#chunks) this.#socket.destroy()
    })
  }

  #endIfIdle(): void {
    if (this.#closing && this.#pending.size === 0) this.#socket.destroy()
  }

  #end(): void {
    this.#rejectAll()
    this.#events.ended()
  }

  #rejectAll(): void {
    clearTimeout(this.#deadline)
    const error = hubError('ERR_HUB_CLOSED', 'The connection to the hub has ended')
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      next.reject(error)
    }
    this.#pendingBytes = 0
  }
}
