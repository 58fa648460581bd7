// The daemon process's end of the control channel. It never waits for the top process: what that is too
// slow to take is counted and dropped, but for answers: who does not take them is asked for no more questions.
import { POLLIN, POLLOUT } from '../../posix/constants'
import { receiveNow, sendNow } from '../../posix/sockets'
import { release } from '../../release'
import { checkCommand, MAX_COMMAND_LENGTH } from './commands'
import { type Command, LineReader, type Message, toLine } from './control-channel'

/** Events wait in no more than so many bytes, beyond what the kernel holds. */
const QUEUE_BYTES = 65_536
/** So often it is read from before clients and signals have their turn. */
const READS_PER_TURN = 4
/** The kernel has no memory for a message: there may be in so long. */
const STARVED_MS = 10
const STARVED = new Set(['ENOBUFS', 'ENOMEM'])

export class DaemonChannel {
  readonly #reader = new LineReader<unknown>(MAX_COMMAND_LENGTH)
  readonly #buffer = Buffer.alloc(4096)
  #fd: number
  #queue: Buffer[] = []
  #queuedBytes = 0
  #lost = 0
  #resumesMs = 0
  #fault = ''

  constructor(fd: number) {
    this.#fd = fd
  }

  /** -1 once the top process has gone. */
  get fd(): number {
    return this.#fd
  }

  get lost(): number {
    return this.#lost
  }

  /** Why nothing more is heard, if the top process said what is no command. */
  get fault(): string {
    return this.#fault
  }

  /** Whether something has yet to be sent. */
  get waiting(): boolean {
    return this.#queuedBytes > 0
  }

  /** What poll() shall watch for. */
  get events(): number {
    const mayFlush = this.waiting && performance.now() >= this.#resumesMs
    return (this.#isFull ? 0 : POLLIN) | (mayFlush ? POLLOUT : 0)
  }

  /** When `events` are others, though nothing happens; in the past if never. */
  get resumesMs(): number {
    return this.waiting ? this.#resumesMs : 0
  }

  get #isFull(): boolean {
    return this.#queuedBytes > QUEUE_BYTES
  }

  /** What the top process has asked for since, be it the last before it went. */
  receive(): Command[] {
    const commands: Command[] = []
    for (let reads = 0; reads < READS_PER_TURN && this.#fd !== -1 && !this.#isFull; reads++) {
      const length = this.#attempt(() => receiveNow(this.#fd, this.#buffer))
      if (length === undefined) break
      if (length === 0) this.close()
      else if (!this.#take(this.#buffer.subarray(0, length), commands)) this.close()
    }
    return commands
  }

  /** False if it is no command: a top process that is out of its mind is as good as gone. */
  #take(bytes: Uint8Array, commands: Command[]): boolean {
    try {
      for (const said of this.#reader.read(bytes)) commands.push(checkCommand(said))
      return true
    } catch (error) {
      this.#fault = (error as Error).message
      return false
    }
  }

  send(message: Message): void {
    if (this.#fd === -1) return
    if (message.message === 'event' && this.#isFull) {
      this.#lost++
      return
    }
    const line = toLine(message)
    this.#queue.push(line)
    this.#queuedBytes += line.length
    this.flush()
  }

  /** Sends what has queued up, as far as the top process takes it. */
  flush(): void {
    while (this.#fd !== -1 && this.#queuedBytes > 0) {
      const bytes =
        this.#queue.length === 1 ? (this.#queue[0] as Buffer) : Buffer.concat(this.#queue)
      const sent = this.#attempt(() => sendNow(this.#fd, bytes))
      if (sent === undefined || this.#fd === -1) return
      this.#queue = sent === bytes.length ? [] : [bytes.subarray(sent)]
      this.#queuedBytes = bytes.length - sent
    }
  }

  close(): void {
    if (this.#fd !== -1) release(this.#fd)
    this.#fd = -1
    this.#queue = []
    this.#queuedBytes = 0
  }

  /** 0 stands for the end: an error of the channel means that the top process has gone. */
  #attempt(call: () => number): number | undefined {
    try {
      return call()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (STARVED.has(code ?? '')) this.#resumesMs = performance.now() + STARVED_MS
      if (code === 'EAGAIN' || STARVED.has(code ?? '')) return undefined
      if (code === 'EINTR') return this.#attempt(call)
      this.close()
      return 0
    }
  }
}
