// What the top process and the daemon process say to each other: lines of JSON over a UNIX socket.

import { inspect } from 'node:util'
import type { SocketAddress } from '../../posix/socket-address'
import type { DaemonEvents, Stats } from '../events'

/** What the top process asks for. Each is answered under its number, but for `close` and `wants`. */
export type Command =
  | { command: 'close'; graceMs: number }
  | { command: 'reload'; id: number }
  | { command: 'stats'; id: number }
  | { command: 'detach'; id: number }
  /** Which events have listeners; the daemon process keeps the others to itself. */
  | { command: 'wants'; events: (keyof DaemonEvents)[] }

/** A question: it has an answer. */
export type Ask = Extract<Command, { id: number }>['command']

/** What the daemon process says without being asked. */
export type Report =
  | { message: 'listening'; addresses: SocketAddress[] }
  /** It cannot start, or not go on. */
  | { message: 'failed'; error: PackedError }
  | { message: 'event'; event: keyof DaemonEvents; payload: object }

export type Answer = {
  message: 'answer'
  id: number
  value?: Stats | number
  error?: PackedError
}

export type Message = Report | Answer

/** An error on its way between processes. */
export interface PackedError {
  name: string
  message: string
  stack: string | undefined
  code?: unknown
  errno?: unknown
  syscall?: unknown
  address?: unknown
  port?: unknown
  path?: unknown
}

/** What somebody throws may have texts of any length: more would tell nobody more. */
const MAX_TEXT_LENGTH = 16_384

const FACTS = ['code', 'errno', 'syscall', 'address', 'port', 'path'] as const

/** What a user throws may have getters, or be a proxy, and these may throw as well. */
const attempt = <Value, Otherwise>(call: () => Value, otherwise: Otherwise): Value | Otherwise => {
  try {
    return call()
  } catch {
    return otherwise
  }
}

/** An error whose texts are texts. */
const isLegible = (thrown: unknown): thrown is Error =>
  thrown instanceof Error &&
  typeof thrown.name === 'string' &&
  typeof thrown.message === 'string' &&
  ['string', 'undefined'].includes(typeof thrown.stack)

/** Anything can be thrown, even what String() refuses; what this returns can be read and shown. */
export const toError = (thrown: unknown): Error => {
  if (attempt(() => isLegible(thrown), false)) return thrown as Error
  if (typeof thrown === 'string') return new Error(thrown)
  return new Error(attempt(() => inspect(thrown), 'thrown was what cannot be shown'))
}

const shortened = (text: string): string => text.slice(0, MAX_TEXT_LENGTH)

export const packError = (thrown: unknown): PackedError => {
  const error = toError(thrown) as Error & Partial<PackedError>
  const packed: PackedError = {
    name: shortened(error.name),
    message: shortened(error.message),
    stack: error.stack === undefined ? undefined : shortened(error.stack),
  }
  for (const fact of FACTS) {
    // Users' errors may have anything there, even what JSON cannot say.
    const value = attempt(() => error[fact], undefined)
    if (typeof value === 'string') packed[fact] = shortened(value)
    else if (Number.isFinite(value)) packed[fact] = value
  }
  return packed
}

export const unpackError = ({ name, message, stack, ...facts }: PackedError): Error => {
  const error = Object.assign(new Error(message), facts)
  if (name !== 'Error') Object.defineProperty(error, 'name', { value: name, configurable: true })
  if (stack !== undefined) error.stack = stack
  return error
}

// Before JSON sees it: that would ask the error's own toJSON() first.
const packed = (payload: { error?: unknown }): object =>
  payload.error === undefined ? payload : { ...payload, error: packError(payload.error) }

export const toLine = (message: Command | Message): Buffer => {
  const isEvent = 'message' in message && message.message === 'event'
  const plain = isEvent ? { ...message, payload: packed(message.payload) } : message
  return Buffer.from(`${JSON.stringify(plain)}\n`)
}

// The parser's own message would show, in a log, what the line has in it.
const parse = (line: string) => {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error('a line that is no JSON')
  }
}

/** Cuts what arrives into lines; throws for one that is no JSON, or longer than may be. */
export class LineReader<Line> {
  #rest = ''
  readonly #maxLength: number

  /** The bytes of a character may arrive in two pieces: hence the decoder. */
  readonly #decoder = new TextDecoder()

  constructor(maxLength = Number.POSITIVE_INFINITY) {
    this.#maxLength = maxLength
  }

  read(bytes: Uint8Array): Line[] {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n')
    this.#rest = lines.pop() as string
    if (this.#rest.length > this.#maxLength) throw new Error('a line that does not end')
    return lines.map(parse)
  }
}
