// The log of the daemon process: lines on stderr, none of which it waits for.
import fs from 'node:fs'
import { hasRoom } from '../../posix/has-room'
import { sendNow } from '../../posix/sockets'
import { release } from '../../release'

const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = fs.constants

const STDERR = 2
/** A pipe takes a line up to this length whole or not at all. */
const PIPE_BUF = 4096

// O_NONBLOCK belongs to the open file description, which is shared with all who have this stderr: a pipe or
// terminal is opened once more for it. A file makes nobody wait, and shares its offset on purpose.
const openOwn = (): number | undefined => {
  try {
    const kind = fs.fstatSync(STDERR)
    if (!kind.isFIFO() && !kind.isCharacterDevice()) return undefined
    return fs.openSync(`/proc/self/fd/${STDERR}`, O_WRONLY | O_NONBLOCK | O_NOCTTY)
  } catch {
    return undefined // closed, or somebody else's terminal
  }
}

const isSocket = (): boolean => {
  try {
    return fs.fstatSync(STDERR).isSocket()
  } catch {
    return false
  }
}

export class Log {
  #own = openOwn()
  readonly #socket = isSocket()
  readonly #name: string
  #lost = 0

  constructor(name: string) {
    this.#name = name
  }

  /** Its own descriptor, if it has one. */
  get fd(): number | undefined {
    return this.#own
  }

  /** Writes a line, or counts it as lost if the reader of stderr is too slow. */
  line(text: string): void {
    const lost = this.#lost > 0 ? ` (${this.#lost} lines before this one were lost)` : ''
    const line = Buffer.from(`${this.#name}[${process.pid}]: ${text}${lost}\n`)
    try {
      this.#write(line.subarray(0, PIPE_BUF))
      this.#lost = 0
    } catch {
      this.#lost++
    }
  }

  close(): void {
    if (this.#own !== undefined) release(this.#own)
    this.#own = undefined
  }

  #write(line: Uint8Array): void {
    if (this.#socket) sendNow(STDERR, line)
    // Where it cannot be opened once more, the next best: what has room now will have it in a moment.
    else if (this.#own === undefined && !hasRoom(STDERR, 0)) throw new Error('no room')
    else fs.writeSync(this.#own ?? STDERR, line)
  }
}
