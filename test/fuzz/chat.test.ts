// What users of the chat send that no user of good will sends. Others see harmless lines, or nothing.
import fc from 'fast-check'
import { LineReader } from '../../examples/chat/lines'
import { cuts, inPieces } from '../helpers/arbitraries'
import { connect } from '../helpers/client'
import { startExample, stopExample } from '../helpers/example'
import { openFileCount } from '../helpers/open-files'
import { pollUntil } from '../helpers/poll-until'
import { children } from '../helpers/proc'

const HARMFUL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

const byte = (...values: number[]) => fc.constant(Uint8Array.from(values))

/** Telnet commands whole and broken, escape sequences, wrong UTF-8, commands of the chat, and noise. */
const piece: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => Buffer.from(text)),
  fc
    .constantFrom('/join attic\n', '/who\r\n', '/msg eve x\n', '/msg', '/ \n', '/join \u001b[2J\n')
    .map((text) => Buffer.from(text)),
  fc
    .constantFrom(
      '\u001b[2J',
      '\u001b]0;title\u0007',
      '\u009b31m',
      '\u202e',
      '\u200f',
      '\u061c',
      '\r',
    )
    .map((text) => Buffer.from(text)),
  fc.constantFrom([255], [255, 250, 31], [255, 240], [255, 253, 1]).chain((it) => byte(...it)),
  fc.constantFrom([0xc3], [0xf0, 0x9f], [0xed, 0xa0, 0x80], [0]).chain((it) => byte(...it)),
  fc.nat(6000).map((length) => Buffer.alloc(length, 'x')),
  byte(10),
)

const input = fc.array(piece, { maxLength: 25 }).map((pieces) => Buffer.concat(pieces))

test('lines are harmless and short, wherever the input is cut', () => {
  const property = fc.property(input, cuts, (bytes, at) => {
    const read = (pieces: Uint8Array[]) => {
      const reader = new LineReader()
      return [...pieces.flatMap((one) => reader.push(one)), ...reader.end()]
    }
    const lines = read([bytes])
    expect(read(inPieces(bytes, at))).toEqual(lines)
    for (const { text } of lines) {
      expect(text).not.toMatch(HARMFUL)
      expect([...text].length).toBeLessThanOrEqual(1000)
    }
  })
  fc.assert(property, { numRuns: 1000 })
})

test('hostile users: what reaches the others is harmless, and the chat goes on', async () => {
  const example = await startExample('chat')
  const good = await connect(example.port)
  let heard = ''
  good.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  const say = async (line: string, answer: string) => {
    good.write(`${line}\n`)
    await pollUntil(`it hears ${answer}`, () => heard.includes(answer))
  }
  await say('good', '* good has joined lobby')
  const files = openFileCount(example.daemonPid)
  let users = 0
  const property = fc.asyncProperty(input, cuts, async (bytes, at) => {
    const hostile = await connect(example.port)
    const closed = new Promise((resolve) => hostile.once('close', resolve))
    hostile.on('error', () => {}).resume()
    hostile.write(`evil${users++}\n`)
    for (const part of inPieces(bytes, at)) hostile.write(part)
    if (users % 3 === 0) hostile.destroy()
    else hostile.end()
    await closed
  })
  await fc.assert(property, { numRuns: 60, interruptAfterTimeLimit: 4000 })
  const tiny = await connect(example.port)
  tiny.setNoDelay().resume()
  for (const one of Buffer.from(`tiny\n${'y'.repeat(3000)}\n`)) tiny.write(Uint8Array.of(one))
  await pollUntil('all of it arrived', () => heard.includes(`<tiny> ${'y'.repeat(1000)}\r\n`))
  tiny.destroy()
  await say('still here', '<good> still here')
  for (const line of heard.split('\r\n')) expect(line).not.toMatch(HARMFUL)
  await pollUntil(
    'only one session and the hub are left',
    () => children(example.daemonPid).length === 2,
  )
  expect(openFileCount(example.daemonPid)).toBe(files)
  expect(example.output()).not.toMatch(/ended by/)
  good.destroy()
  expect(await stopExample(example)).toBe(0)
})
