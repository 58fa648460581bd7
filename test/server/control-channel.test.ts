// What the processes say to each other, as lines.
import {
  type Command,
  LineReader,
  type Message,
  packError,
  toLine,
  unpackError,
} from '../../lib/server/channel/control-channel'

const COMMANDS: Command[] = [
  { command: 'close', graceMs: 5000 },
  { command: 'stats', id: 1 },
  { command: 'wants', events: ['fork', 'exit'] },
]

test('lines that arrive at once', () => {
  const reader = new LineReader<Command>()
  expect(reader.read(Buffer.concat(COMMANDS.map(toLine)))).toEqual(COMMANDS)
})

test('lines that arrive byte by byte', () => {
  const reader = new LineReader<Command>()
  const bytes = Buffer.concat(COMMANDS.map(toLine))
  expect([...bytes].flatMap((byte) => reader.read(Uint8Array.of(byte)))).toEqual(COMMANDS)
})

test('characters of several bytes, and line feeds in texts, survive any cut', () => {
  const error = { name: 'Error', message: 'größe\n\u2028 😀 \ud800', stack: undefined }
  const message: Message = { message: 'failed', error }
  const bytes = toLine(message)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new LineReader<Message>()
    const messages = [bytes.subarray(0, cut), bytes.subarray(cut)].flatMap((part) =>
      reader.read(part),
    )
    expect(messages).toEqual([message])
  }
})

test('an error arrives with its name, code, stack and what it is about', () => {
  const error = Object.assign(new TypeError('no'), { code: 'EACCES', errno: -13, port: 80 })
  const arrived = unpackError(JSON.parse(JSON.stringify(packError(error))))
  expect(arrived).toBeInstanceOf(Error)
  expect({ ...arrived }).toEqual({ code: 'EACCES', errno: -13, port: 80 })
  expect([arrived.name, arrived.message, arrived.stack]).toEqual(['TypeError', 'no', error.stack])
  expect(`${arrived}`).toBe('TypeError: no')
})

test.each([
  ['a string', 'a string'],
  [undefined, 'undefined'],
  [42, '42'],
  [Object.create(null), '[Object: null prototype] {}'],
])('what is thrown may be no error: %p', (it, message) => {
  expect(unpackError(packError(it)).message).toBe(message)
})

test('what JSON cannot say is left out of an error', () => {
  const cyclic: { self?: object } = {}
  cyclic.self = cyclic
  const error = Object.assign(new Error('odd'), { code: cyclic, errno: 1n, path: Symbol('odd') })
  expect(toLine({ message: 'failed', error: packError(error) }).toString()).toContain('"odd"')
  expect({ ...unpackError(packError(error)) }).toEqual({})
})

test('an error among the facts of an event arrives, too', () => {
  const error = Object.assign(new Error('EAGAIN: no'), { code: 'EAGAIN' })
  const payload = { reason: 'fork', error }
  const [message] = new LineReader<{ payload: { error: object } }>().read(
    toLine({ message: 'event', event: 'drop', payload }),
  )
  expect(message?.payload.error).toMatchObject({ message: 'EAGAIN: no', code: 'EAGAIN' })
})
