// The top process's end of the control channel: questions and their answers, events, and the end.
import net from 'node:net'
import { sendNow } from '../../posix/sockets'
import {
  type Answer,
  type Ask,
  type Command,
  LineReader,
  type Message,
  type Report,
  toLine,
  unpackError,
} from './control-channel'

const GONE = new Set(['EPIPE', 'ECONNRESET'])

interface Question {
  resolve: (value: never) => void
  reject: (error: Error) => void
}

export class TopChannel {
  readonly #fd: number
  readonly #socket: net.Socket
  readonly #reader = new LineReader<Message>()
  readonly #questions = new Map<number, Question>()
  #asked = 0

  constructor(fd: number, heard: (report: Report) => void, ended: () => void) {
    this.#fd = fd
    this.#socket = new net.Socket({ fd, readable: true, writable: true })
    this.#socket.on('data', (bytes) => {
      for (const message of this.#reader.read(bytes)) {
        if (message.message === 'answer') this.#answered(message)
        else heard(message)
      }
    })
    this.#socket.on('error', () => {}) // the end follows
    this.#socket.once('close', ended)
  }

  send(command: Command): void {
    if (!this.#socket.writable) return
    const line = toLine(command)
    const sent = this.#socket.writableLength === 0 ? this.#sendNow(line) : 0
    if (sent < line.length) this.#socket.write(line.subarray(sent))
  }

  // Not by the socket, if there is room, as there nearly always is: when the daemon process has just ended, an
  // error of its write would have it throw away what has yet to be read, the last events.
  #sendNow(line: Buffer): number {
    try {
      return sendNow(this.#fd, line)
    } catch (error) {
      // Nobody hears it any more, and the end follows; or there is no room now (EAGAIN, ENOBUFS ...), for which
      // the socket waits.
      return GONE.has((error as NodeJS.ErrnoException).code ?? '') ? line.length : 0
    }
  }

  ask<Value>(command: Ask): Promise<Value> {
    return new Promise((resolve, reject) => {
      const id = ++this.#asked
      this.#questions.set(id, { resolve, reject })
      this.send({ command, id })
    })
  }

  /** Nobody answers any more. */
  fail(error: Error): void {
    for (const { reject } of this.#questions.values()) reject(error)
    this.#questions.clear()
  }

  ref(): void {
    this.#socket.ref()
  }

  unref(): void {
    this.#socket.unref()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #answered({ id, value, error }: Answer): void {
    const question = this.#questions.get(id)
    this.#questions.delete(id)
    if (error) question?.reject(unpackError(error))
    else question?.resolve(value as never)
  }
}
