// The top process's end of the control channel: questions and their answers, events, and the end. What is no
// message of a daemon process in its mind ends it, too.
import net from 'node:net'
import { invalidValue } from '../../misuse'
import { sendNow } from '../../posix/sockets'
import {
  type Answer,
  type Ask,
  type Command,
  LineReader,
  type Report,
  toLine,
  unpackError,
} from './control-channel'
import { checkAnswer, checkMessage, MAX_MESSAGE_LENGTH } from './messages'

const GONE = new Set(['EPIPE', 'ECONNRESET'])

interface Question {
  asked: Ask
  resolve: (value: never) => void
  reject: (error: Error) => void
}

interface Listeners {
  heard(report: Report): void
  /** What was said is no message; the end follows. */
  fault(error: Error): void
  ended(): void
}

export class TopChannel {
  readonly #fd: number
  readonly #socket: net.Socket
  readonly #reader = new LineReader<unknown>(MAX_MESSAGE_LENGTH)
  readonly #questions = new Map<number, Question>()
  readonly #listeners: Listeners
  #asked = 0

  constructor(fd: number, listeners: Listeners) {
    this.#fd = fd
    this.#listeners = listeners
    this.#socket = new net.Socket({ fd, readable: true, writable: true })
    this.#socket.on('data', (bytes) => this.#read(bytes))
    this.#socket.on('error', () => {}) // the end follows
    this.#socket.once('close', () => listeners.ended())
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
      this.#questions.set(id, { asked: command, resolve, reject })
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

  #read(bytes: Uint8Array): void {
    try {
      for (const said of this.#reader.read(bytes)) this.#take(said)
    } catch (error) {
      this.#socket.destroy()
      this.#listeners.fault(error as Error)
    }
  }

  #take(said: unknown): void {
    const message = checkMessage(said)
    if (message.message === 'answer') this.#answered(message)
    else this.#listeners.heard(message)
  }

  #answered(answer: Answer): void {
    const { id, value, error } = answer
    const question = this.#questions.get(id)
    if (question === undefined) throw invalidValue('answer.id', 'must be that of a question', id)
    checkAnswer(question.asked, answer)
    this.#questions.delete(id)
    if (error) question.reject(unpackError(error))
    else question.resolve(value as never)
  }
}
