// Frames and queues of the hub, whatever comes in whatever pieces.
import fc from 'fast-check'
import { Fifo } from '../../lib/hub/fifo'
import { FrameDecoder } from '../../lib/hub/frame-decoder'
import { encodeFrame, type Frame, FrameType, retypedCopy } from '../../lib/hub/frames'
import { MAX_TOPIC_BYTES } from '../../lib/hub/limits'
import { cuts, inPieces } from '../helpers/arbitraries'

const TYPES = Object.values(FrameType).filter((type) => typeof type === 'number')

const topic = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => Buffer.byteLength(text) <= MAX_TOPIC_BYTES)

const frame = fc.record({
  type: fc.constantFrom(...TYPES),
  topic,
  payload: fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.uint8Array({ maxLength: 3000 })),
})

type Plain = { type: number; topic: string; payload: number[] }

const plain = ({ type, topic, payload }: Pick<Frame, 'type' | 'topic'> & { payload: Uint8Array }) =>
  ({ type, topic, payload: [...payload] }) satisfies Plain

/** The frames in pieces of a stream, as far as they are some; what they are must be copied at once. */
const decode = <Kept>(pieces: Uint8Array[], keep: (frame: Frame) => Kept) => {
  const decoder = new FrameDecoder()
  const kept: Kept[] = []
  try {
    for (const piece of pieces) {
      decoder.push(Buffer.from(piece))
      for (let one = decoder.next(); one; one = decoder.next()) kept.push(keep(one))
    }
    return { kept, refused: false }
  } catch {
    return { kept, refused: true }
  }
}

test('what was encoded is decoded, texts in any script and payloads of any bytes, in any pieces', () => {
  const property = fc.property(fc.array(frame, { maxLength: 10 }), cuts, (frames, at) => {
    const stream = Buffer.concat(
      frames.map(({ type, topic, payload }) => encodeFrame(type, topic, payload)),
    )
    expect(decode(inPieces(stream, at), plain)).toEqual({ kept: frames.map(plain), refused: false })
  })
  fc.assert(property, { numRuns: 300 })
})

test('where a stream is cut changes nothing, right bytes or wrong', () => {
  const wrong = fc.tuple(
    fc.array(frame, { minLength: 1, maxLength: 4 }),
    fc.array(fc.nat()),
    fc.nat(255),
  )
  const property = fc.property(wrong, cuts, ([frames, places, byte], at) => {
    const stream = Buffer.concat(
      frames.map(({ type, topic, payload }) => encodeFrame(type, topic, payload)),
    )
    for (const place of places) stream[place % stream.length] = byte
    const bytes = ({ bytes }: Frame) => bytes.toString('latin1')
    const whole = decode([stream], bytes)
    expect(decode(inPieces(stream, at), bytes)).toEqual(whole)
    // What was found are the bytes that were there, none left out and none twice.
    expect(stream.toString('latin1').startsWith(whole.kept.join(''))).toBe(true)
  })
  fc.assert(property, { numRuns: 1000 })
})

test('a copy of another type is the frame in all but its type', () => {
  const property = fc.property(
    frame,
    fc.constantFrom(...TYPES),
    ({ type, topic, payload }, other) => {
      const { kept } = decode([encodeFrame(type, topic, payload)], (one) => retypedCopy(one, other))
      expect(decode(kept, plain).kept).toEqual([plain({ type: other, topic, payload })])
    },
  )
  fc.assert(property)
})

test('a queue does what an array does', () => {
  const some = fc.oneof(fc.nat(3), fc.nat(2500), fc.constant(0))
  const property = fc.property(fc.array(fc.tuple(some, some), { maxLength: 30 }), (steps) => {
    const fifo = new Fifo<number>()
    const array: number[] = []
    let next = 0
    for (const [pushes, shifts] of steps) {
      for (let count = 0; count < pushes; count++) {
        fifo.push(next)
        array.push(next++)
      }
      const taken = Array.from({ length: shifts }, () => fifo.shift())
      const wanted = array.splice(0, shifts)
      expect(taken).toEqual([...wanted, ...Array(shifts - wanted.length).fill(undefined)])
      expect(fifo.size).toBe(array.length)
    }
  })
  fc.assert(property)
})
