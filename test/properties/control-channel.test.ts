// Lines and errors between the top process and the daemon process: nothing is lost, and nothing that
// somebody throws can hurt.
import { inspect } from 'node:util'
import fc from 'fast-check'
import {
  LineReader,
  type Message,
  packError,
  toError,
  toLine,
  unpackError,
} from '../../lib/server/channel/control-channel'
import { checkMessage, MAX_MESSAGE_LENGTH } from '../../lib/server/channel/messages'
import { anyValue, cuts, inPieces } from '../helpers/arbitraries'

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))

test('messages arrive whole and in order, wherever their bytes are cut', () => {
  const message = fc.record({
    message: fc.constant('event'),
    event: text,
    payload: fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true }),
  })
  const property = fc.property(fc.array(message, { maxLength: 8 }), cuts, (messages, at) => {
    const bytes = Buffer.concat(messages.map((one) => toLine(one as unknown as Message)))
    const reader = new LineReader<unknown>()
    const arrived = inPieces(bytes, at).flatMap((piece) => reader.read(piece))
    expect(arrived).toEqual(JSON.parse(JSON.stringify(messages)))
  })
  fc.assert(property, { numRuns: 500 })
})

const refuse = () => {
  throw new Error('not to be asked')
}

const FACTS = ['name', 'message', 'stack', 'code', 'errno', 'path', 'toString', 'toJSON', 'cause']

const odd = fc.oneof(
  anyValue,
  fc.bigInt(),
  fc
    .constantFrom<() => unknown>(
      () => Symbol('odd'),
      () => refuse,
      () => new Proxy({}, { get: refuse, getPrototypeOf: refuse, ownKeys: refuse }),
      () => Object.defineProperty({}, inspect.custom, { value: refuse }),
      () => {
        const circle: { self?: unknown } = {}
        circle.self = circle
        return circle
      },
    )
    .map((make) => make()),
)

/** Errors whose facts are anything: right, wrong, or not to be asked for. */
const oddError = fc
  .tuple(
    fc.constantFrom(Error, TypeError),
    fc.dictionary(fc.constantFrom(...FACTS), odd),
    fc.subarray(FACTS),
  )
  .map(([Base, facts, traps]) => {
    const error = new Base('an error')
    void error.stack // made by now, or it would look at the name below
    for (const [name, value] of Object.entries(facts)) {
      Object.defineProperty(error, name, { value, configurable: true, enumerable: true })
    }
    for (const name of traps.slice(0, 2)) {
      Object.defineProperty(error, name, { get: refuse, configurable: true, enumerable: true })
    }
    return error
  })

test('whatever is thrown, an error arrives, with a text to show', () => {
  const property = fc.property(fc.oneof(odd, oddError), (thrown) => {
    const line = toLine({ message: 'failed', error: packError(thrown) })
    const [message] = new LineReader<{ error: ReturnType<typeof packError> }>().read(line)
    const arrived = unpackError(message?.error as ReturnType<typeof packError>)
    expect(arrived).toBeInstanceOf(Error)
    expect(typeof arrived.message).toBe('string')
    expect(typeof arrived.name).toBe('string')
    expect(typeof `${arrived}`).toBe('string')
    for (const fact of Object.values({ ...arrived })) {
      expect(['string', 'number']).toContain(typeof fact)
    }
  })
  fc.assert(property, { numRuns: 1000 })
})

test('whatever is thrown, an event tells of it', () => {
  const property = fc.property(fc.oneof(odd, oddError), (thrown) => {
    const payload = { generation: 1, error: toError(thrown) }
    const [message] = new LineReader<{ payload: { error: { message: unknown } } }>().read(
      toLine({ message: 'event', event: 'reload', payload }),
    )
    expect(typeof message?.payload.error.message).toBe('string')
  })
  fc.assert(property, { numRuns: 1000 })
})

test('an error of good will arrives as it was', () => {
  const facts = fc.record(
    { code: text, errno: fc.integer(), syscall: text, address: text, port: fc.nat(), path: text },
    { requiredKeys: [] },
  )
  const property = fc.property(text, text, facts, (name, message, more) => {
    const error = Object.assign(new Error(message), more)
    Object.defineProperty(error, 'name', { value: name })
    const line = toLine({ message: 'failed', error: packError(error) })
    const [arrived] = new LineReader<{ error: ReturnType<typeof packError> }>().read(line)
    const unpacked = unpackError(arrived?.error as ReturnType<typeof packError>)
    expect([unpacked.name, unpacked.message, unpacked.stack]).toEqual([name, message, error.stack])
    expect({ ...unpacked }).toEqual({ ...more })
  })
  fc.assert(property)
})

test('errors of any length fit a line, and are taken', () => {
  const long = fc
    .tuple(fc.constantFrom('x', '\0', '\ud800', '"', '€'), fc.nat({ max: 100_000 }))
    .map(([text, count]) => text.repeat(count))
  const property = fc.property(long, long, long, (name, message, path) => {
    const error = Object.assign(new Error(message), { code: path, path, address: path })
    Object.defineProperty(error, 'name', { value: name })
    const line = toLine({ message: 'failed', error: packError(error) })
    const [arrived] = new LineReader<unknown>(MAX_MESSAGE_LENGTH)
      .read(line.subarray(0, -1))
      .concat(new LineReader<unknown>().read(line))
    expect(checkMessage(arrived)).toBe(arrived)
  })
  fc.assert(property, { numRuns: 50 })
})
