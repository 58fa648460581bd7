// Members that do not keep the rules, flood, or do not read: at their own cost only.
import { encodeFrame, FrameType } from '../../lib/hub/frames'
import { MAX_TOPICS, QUEUE_BYTES } from '../../lib/hub/limits'
import {
  ignore,
  listen,
  makeHub,
  makeMember,
  nextEvent,
  ofType,
  rawMember,
  readFrames,
  settled,
  size,
} from '../helpers/hub'
import { pollUntil } from '../helpers/poll-until'

const subscribe = (topic: string) => encodeFrame(FrameType.Subscribe, topic)
const numberIn = (payload: Buffer | undefined) => payload?.readUInt32BE()

test.each([
  { title: 'text', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n') },
  { title: 'a frame of 4 GB', bytes: Buffer.alloc(100, 255) },
  { title: 'a topic longer than its frame', bytes: Buffer.of(0, 0, 0, 4, 1, 0, 2, 97) },
  { title: 'type 0', bytes: encodeFrame(0 as FrameType, 'lobby') },
  { title: 'what only the hub says', bytes: encodeFrame(FrameType.Message, 'lobby', '1') },
  {
    title: 'more topics than it may have',
    bytes: Buffer.concat(Array.from({ length: MAX_TOPICS + 1 }, (_, n) => subscribe(`${n}`))),
  },
])('a member that says $title is cut off, and no other', async ({ bytes }) => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  const heard = await listen(ann, 'lobby')
  const hostile = rawMember(hub)
  await bob.claim('bob')
  expect(hub.size).toBe(3)
  hostile.write(encodeFrame(FrameType.SetWill, 'lobby', '"cut off"'))
  hostile.write(bytes)
  await size(hub, 2)
  expect(await bob.publish('lobby', 'x')).toBe(1)
  await settled(ann)
  expect(heard).toEqual(['cut off', 'x'])
})

test('a member that ends in the middle of a frame is gone like any other', async () => {
  const hub = makeHub()
  const ann = makeMember(hub)
  const heard = await listen(ann, 'lobby')
  const half = rawMember(hub)
  half.write(encodeFrame(FrameType.SetWill, 'lobby', '"left"'))
  half.write(subscribe('lobby'))
  half.end(encodeFrame(FrameType.Publish, 'lobby', '"never"').subarray(0, -1))
  await size(hub, 1)
  expect(await ann.publish('lobby', 'x')).toBe(1)
  await settled(ann)
  expect(heard).toEqual(['left', 'x'])
})

test('requests that come in one packet are answered in their order', async () => {
  const member = rawMember(makeHub())
  const requests = [
    subscribe('lobby'),
    encodeFrame(FrameType.Publish, 'lobby', '1'),
    encodeFrame(FrameType.Claim, 'ann'),
    encodeFrame(FrameType.Members, 'lobby'),
    encodeFrame(FrameType.Publish, 'attic', '1'),
  ]
  member.write(Buffer.concat(requests))
  const frames = await readFrames(member, (all) => ofType(all, FrameType.Reply).length === 5)
  const { Reply, Message, Names } = FrameType
  expect(frames.map(({ type }) => type)).toEqual([
    Reply,
    Message,
    Reply,
    Reply,
    Names,
    Reply,
    Reply,
  ])
  const replies = ofType(frames, Reply).map(({ payload }) => numberIn(payload))
  expect(replies).toEqual([0, 1, 1, 1, 0])
})

test('a message that is no JSON counts as lost for those who parse it', async () => {
  const hub = makeHub()
  const ann = makeMember(hub)
  const heard = await listen(ann, 'lobby')
  const lost = nextEvent(ann, 'lost')
  rawMember(hub).write(encodeFrame(FrameType.Publish, 'lobby', '{"half'))
  expect(await lost).toEqual([1])
  expect(await ann.publish('lobby', 'x')).toBe(1)
  await settled(ann)
  expect(heard).toEqual(['x'])
})

test('a slow reader loses what is beyond its queue, is told how many in place, and nobody else loses any', async () => {
  const hub = makeHub()
  const [quick, publisher] = [makeMember(hub), makeMember(hub)]
  const heard = await listen(quick, 'lobby')
  const slow = rawMember(hub)
  slow.write(subscribe('lobby'))
  await readFrames(slow, (all) => all.length === 1)
  const sent = 600
  let taken = 0
  for (let n = 0; n < sent; n++) {
    taken += (await publisher.publish('lobby', [n, 'x'.repeat(10_000)])) - 1
    await settled(quick)
  }
  expect(heard).toHaveLength(sent)
  expect(taken).toBeGreaterThanOrEqual(Math.floor(QUEUE_BYTES / 10_100))
  expect(taken).toBeLessThan(sent / 2)

  const first = await readFrames(slow, (all) => ofType(all, FrameType.Lost).length === 1)
  const messages = ofType(first, FrameType.Message)
  const numbers = messages.map(({ payload }) => JSON.parse(payload.toString())[0])
  expect(numbers).toEqual(Array.from({ length: taken }, (_, n) => n)) // the oldest, without a gap
  expect(first.at(-1)?.type).toBe(FrameType.Lost)
  expect(numberIn(first.at(-1)?.payload)).toBe(sent - taken)

  expect(await publisher.publish('lobby', 'news')).toBe(2)
  const [news] = await readFrames(slow, (all) => all.length === 1)
  expect(news?.payload.toString()).toBe('"news"')
})

test('messages of any size leave a slow reader that knows exactly what it has lost', async () => {
  const hub = makeHub()
  const publisher = makeMember(hub)
  const slow = rawMember(hub)
  slow.write(subscribe('lobby'))
  await readFrames(slow, (all) => all.length === 1)
  let sent = 0
  for (let round = 0; round < 4; round++) {
    for (const size of [260_000, 1, 200_000, 30_000, 3, 250_000, 260_000, 100, 262_100, 5000]) {
      await publisher.publish('lobby', 'x'.repeat(size))
      sent++
    }
  }
  const accounted = (all: Parameters<typeof ofType>[0]) =>
    ofType(all, FrameType.Message).length +
    ofType(all, FrameType.Lost).reduce((sum, { payload }) => sum + payload.readUInt32BE(), 0)
  const frames = await readFrames(slow, (all) => accounted(all) >= sent)
  expect(accounted(frames)).toBe(sent)
  expect(ofType(frames, FrameType.Lost).length).toBeGreaterThan(0)
})

test('a member that does not read its replies is not read from; the others are served', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  const heard = await listen(ann, 'lobby')
  await Promise.all([ann.claim('a'.repeat(250)), ann.subscribe('names', ignore)])
  const flooder = rawMember(hub)
  const burst = Buffer.concat(Array(20_000).fill(encodeFrame(FrameType.Members, 'names')))
  let written = 0
  const flood = () => {
    while (flooder.writableLength < 1_000_000) {
      flooder.write(burst)
      written += 20_000
    }
  }
  flood()
  flooder.on('drain', flood)
  // It is stuck when what it wrote last does not go any more, though others are served.
  let [before, stuck] = [-1, 0]
  await pollUntil('the flooder is stuck', async () => {
    expect(await bob.publish('lobby', 'x')).toBe(1)
    stuck = flooder.bytesWritten - flooder.writableLength === before ? stuck + 1 : 0
    before = flooder.bytesWritten - flooder.writableLength
    return stuck > 200
  })
  await settled(ann)
  expect(heard.length).toBeGreaterThan(200)
  flooder.off('drain', flood)
  // As soon as it reads, all of its requests are answered.
  let replies = 0
  const last = await readFrames(flooder, (all) => {
    replies += ofType(all.splice(0), FrameType.Reply).length
    return replies >= written
  })
  expect([replies, last]).toEqual([written, []])
})

test('while one member floods, a request of another waits for few of its messages', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  const flooder = rawMember(hub)
  flooder.resume()
  const burst = Buffer.concat(Array(10_000).fill(encodeFrame(FrameType.Publish, 'flood', '1')))
  let served = 0
  await ann.subscribe('flood', () => served++)
  let flooding = true
  const flood = () => {
    if (flooding && !flooder.destroyed) flooder.write(burst, flood)
  }
  flood()
  const turns: number[] = []
  await pollUntil('100 answers', async () => {
    const before = served
    await bob.publish('lobby', 'x')
    turns.push(served - before)
    return turns.length >= 100 && served > 20_000
  })
  flooding = false
  turns.sort((a, b) => a - b)
  // The median: what one turn may take, some turns, and never a whole burst.
  expect(turns[turns.length >> 1]).toBeLessThan(10_000)
})
