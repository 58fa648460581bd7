import { FrameDecoder } from '../../lib/hub/frame-decoder'
import { encodeFrame, encodeNumber, type Frame, FrameType, retypedCopy } from '../../lib/hub/frames'
import { MAX_MESSAGE_BYTES, MAX_TOPIC_BYTES } from '../../lib/hub/limits'

const decode = (chunks: Buffer[]): Frame[] => {
  const decoder = new FrameDecoder()
  return chunks.flatMap((chunk) => {
    const frames: Frame[] = []
    decoder.push(chunk)
    for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(frame)
    return frames
  })
}

const plain = (frames: Frame[]) =>
  frames.map(({ type, topic, payload }) => ({ type, topic, payload: payload.toString() }))

const singleBytes = (bytes: Buffer) => [...bytes].map((byte) => Buffer.of(byte))

test('a frame is a length, a type, the length of the topic, the topic and the payload', () => {
  const frame = encodeFrame(FrameType.Publish, 'é', '"x"')
  expect([...frame]).toEqual([0, 0, 0, 8, FrameType.Publish, 0, 2, 0xc3, 0xa9, 34, 120, 34])
})

test.each([
  { title: 'nothing but a type', type: FrameType.ClearWill, topic: '', payload: '' },
  { title: 'a topic only', type: FrameType.Subscribe, topic: 'lobby', payload: '' },
  { title: 'a payload only', type: FrameType.Names, topic: '', payload: '["ann"]' },
  { title: 'several bytes a character', type: FrameType.Publish, topic: 'ž🙂', payload: '"…🙂"' },
  {
    title: 'the longest topic',
    type: FrameType.Publish,
    topic: 'x'.repeat(MAX_TOPIC_BYTES),
    payload: '1',
  },
  {
    title: 'the longest message',
    type: FrameType.Publish,
    topic: 'xy',
    payload: 'x'.repeat(MAX_MESSAGE_BYTES - 2),
  },
])('$title comes through, in one piece and byte by byte', ({ type, topic, payload }) => {
  const bytes = encodeFrame(type, topic, payload)
  expect(plain(decode([bytes]))).toEqual([{ type, topic, payload }])
  expect(plain(decode(singleBytes(bytes)))).toEqual([{ type, topic, payload }])
})

test('numbers travel as payloads', () => {
  const [frame] = decode([encodeNumber(FrameType.Lost, 4_000_000_000)])
  expect(frame?.payload.readUInt32BE()).toBe(4_000_000_000)
})

test('a copy of another type shares no memory with the frame', () => {
  const bytes = encodeFrame(FrameType.Publish, 'a', 'b')
  const [frame] = decode([bytes])
  const copy = retypedCopy(frame as Frame, FrameType.Message)
  bytes.fill(0)
  expect(plain(decode([copy]))).toEqual([{ type: FrameType.Message, topic: 'a', payload: 'b' }])
})

test.each([
  { title: 'a frame too short for a type and a topic', bytes: [0, 0, 0, 2, 1, 0] },
  { title: 'a frame too long by one byte', bytes: [0, 4, 0, 4, 3, 0, 0] },
  { title: 'a length of 4 GB', bytes: [255, 255, 255, 255] },
  { title: 'a topic longer than its frame', bytes: [0, 0, 0, 4, 1, 0, 2, 97] },
  {
    title: 'a topic too long by one byte',
    bytes: [0, 0, 1, 4, 1, 1, 1, ...Buffer.alloc(MAX_TOPIC_BYTES + 1)],
  },
])('$title is refused, in one piece and byte by byte', ({ bytes }) => {
  expect(() => decode([Buffer.from(bytes)])).toThrow()
  expect(() => decode(singleBytes(Buffer.from(bytes)))).toThrow()
})

test('a length too long is refused before memory is taken for the frame', () => {
  const decoder = new FrameDecoder()
  decoder.push(Buffer.of(0, 4, 0, 4))
  expect(() => decoder.next()).toThrow('A frame of 262148 bytes')
})

test('a frame that lies in one chunk is not copied', () => {
  const bytes = Buffer.concat([encodeFrame(FrameType.Publish, 'a', 'b'), Buffer.of(0)])
  const [frame] = decode([bytes])
  expect(frame?.bytes.buffer).toBe(bytes.buffer)
})

// The generator of Numerical Recipes: what fails can be repeated with the seed.
const randomFrom = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

test('frames come through whole and in order, however the stream is cut', () => {
  for (let round = 0; round < 200; round++) {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const random = randomFrom(seed)
    const upTo = (max: number) => Math.floor(random() * (max + 1))
    const sent = Array.from({ length: 1 + upTo(30) }, () => ({
      type: 1 + upTo(10),
      topic: 't'.repeat(upTo(20)),
      payload: 'p'.repeat(upTo(random() < 0.1 ? 5000 : 30)),
    }))
    const stream = Buffer.concat(sent.map((one) => encodeFrame(one.type, one.topic, one.payload)))
    const most = 1 + upTo(random() < 0.5 ? 8 : 2000)
    const chunks: Buffer[] = []
    for (let at = 0; at < stream.length; ) {
      const end = at + 1 + upTo(most)
      chunks.push(Buffer.from(stream.subarray(at, end)))
      at = end
    }
    expect({ seed, got: plain(decode(chunks)) }).toEqual({ seed, got: sent })
  }
})

test('random bytes give frames that are those bytes, or an error, and nothing else', () => {
  for (let round = 0; round < 2000; round++) {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const random = randomFrom(seed)
    const bytes = Buffer.from(Array.from({ length: 40 }, () => random() * 256))
    if (random() < 0.8) bytes.writeUInt32BE(Math.floor(random() * 40))
    const decoder = new FrameDecoder()
    const frames: Buffer[] = []
    let refusal = ''
    try {
      decoder.push(bytes)
      for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(frame.bytes)
    } catch (error) {
      refusal = (error as Error).message
    }
    const found = Buffer.concat(frames)
    expect({ seed, refusal }).toEqual({
      seed,
      refusal: expect.stringMatching(/^($|A frame|A topic)/),
    })
    expect({ seed, found }).toEqual({ seed, found: bytes.subarray(0, found.length) })
  }
})
