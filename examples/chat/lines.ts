// Lines of text out of what a telnet, or nc, or nobody of good will sends.

export interface Line {
  text: string
  /** There was more than a line may have. */
  cut: boolean
}

const MAX_CHARACTERS = 1000
const MAX_BYTES = MAX_CHARACTERS * 4

// Control characters, which a terminal would obey, and those that reorder what stands around them.
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/** Text that a terminal shows and does not obey. */
export const harmless = (text: string): string => text.replace(/\t/g, ' ').replace(UNSAFE, '')

// Telnet, RFC 854: IAC and a command, of which some have an option, and SB goes on until IAC SE.
const [SE, SB, WILL, DONT, IAC] = [240, 250, 251, 254, 255]
const NEWLINE = 10

type State = 'text' | 'command' | 'option' | 'parameters' | 'parameters command'

const afterCommand = (byte: number): State =>
  byte === SB ? 'parameters' : byte >= WILL && byte <= DONT ? 'option' : 'text'

const next: Record<State, (byte: number) => State> = {
  text: (byte) => (byte === IAC ? 'command' : 'text'),
  // A doubled IAC is the byte itself, which is no UTF-8 and no loss.
  command: (byte) => (byte === IAC ? 'text' : afterCommand(byte)),
  option: () => 'text',
  parameters: (byte) => (byte === IAC ? 'parameters command' : 'parameters'),
  'parameters command': (byte) => (byte === SE ? 'text' : 'parameters'),
}

export class LineReader {
  readonly #bytes = Buffer.alloc(MAX_BYTES)
  #length = 0
  #cut = false
  #state: State = 'text'

  /** The lines that a chunk completes. */
  push(chunk: Uint8Array): Line[] {
    const lines: Line[] = []
    for (const byte of chunk) {
      const before = this.#state
      this.#state = next[before](byte)
      if (before !== 'text' || this.#state !== 'text') continue
      if (byte === NEWLINE) lines.push(this.#take())
      else if (this.#length < MAX_BYTES) this.#bytes[this.#length++] = byte
      else this.#cut = true
    }
    return lines
  }

  /** What is left when the stream ends without a newline. */
  end(): Line[] {
    return this.#length === 0 ? [] : [this.#take()]
  }

  #take(): Line {
    const characters = [...harmless(this.#bytes.toString('utf8', 0, this.#length)).trim()]
    const cut = this.#cut || characters.length > MAX_CHARACTERS
    this.#length = 0
    this.#cut = false
    return { text: characters.slice(0, MAX_CHARACTERS).join(''), cut }
  }
}
