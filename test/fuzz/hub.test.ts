// A session that has gone wrong, and the hub process: who does not keep the rules is dropped, and nobody and
// nothing else. The hub neither dies nor grows, and keeps no descriptor.
import type net from 'node:net'
import fc from 'fast-check'
import { encodeFrame, FrameType } from '../../lib/hub/frames'
import { MAX_MESSAGE_BYTES, MAX_STRANGERS, MAX_TOPIC_BYTES } from '../../lib/hub/limits'
import { type HubClient, hubProcesses, joinHub } from '../helpers/hub-client'
import { compile } from '../helpers/native-program'
import { openFileCount } from '../helpers/open-files'
import { pollUntil } from '../helpers/poll-until'
import { anonymousKb } from '../helpers/proc'
import { nextLine, startServer, type TestServer } from '../helpers/server'

const sender = compile('send-descriptors')

interface Scene {
  server: TestServer
  hostile: net.Socket
  good: HubClient
  hub: number
  order: (...words: (string | number)[]) => Promise<void>
}

const begin = async (): Promise<Scene> => {
  const server = await startServer({ handler: 'hub-and-hostile' })
  const hostile = await server.connect()
  const order = async (...words: (string | number)[]) => {
    hostile.write(`${JSON.stringify(words.map(String))}\n`)
    expect(await nextLine(hostile)).toBe('done')
  }
  const good = await joinHub(server)
  await good.use('subscribe', 'lobby')
  const [hub] = hubProcesses(server) as [number]
  return { server, hostile, good, hub, order }
}

/** The hub is the same, its members are heard, a new one joins, and it holds what it held before. */
const expectWell = async ({ server, good, hub }: Scene, files: number) => {
  expect(await good.use('publish', 'lobby', 'still here')).toBe(1)
  await pollUntil('it hears itself', () => good.messages().at(-1) === 'still here')
  const other = await joinHub(server)
  expect(await other.use('publish', 'lobby', 'new here')).toBe(1)
  other.end()
  await pollUntil('no descriptor is left', () => openFileCount(hub) === files)
  expect(hubProcesses(server)).toEqual([hub])
  expect(good.reconnects()).toBe(0)
}

const end = async ({ server, hostile, good }: Scene) => {
  hostile.destroy()
  good.end()
  await server.stop()
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

const valid = fc
  .record({
    type: fc.integer({ min: 1, max: 7 }),
    topic: fc.string({ unit: 'binary', maxLength: 30 }),
    payload: fc.uint8Array({ maxLength: 100 }),
  })
  .map(({ type, topic, payload }) => encodeFrame(type, `${topic} of a stranger`, payload))

const stream = fc
  .array(valid, { minLength: 1, maxLength: 20 })
  .map((frames) => Buffer.concat(frames))

const mutated = fc
  .tuple(stream, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }))
  .map(([bytes, changes]) => {
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte
    return bytes
  })

const truncated = fc
  .tuple(stream, fc.nat())
  .map(([bytes, at]) => bytes.subarray(0, at % bytes.length))

test('noise, and frames that are changed or cut: the hub goes on, and lets go of them', async () => {
  const scene = await begin()
  await scene.order('say', base64((await fc.sample(stream, 1)[0]) as Buffer))
  const files = openFileCount(scene.hub)
  const beforeKb = anonymousKb(scene.hub)
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 500 }), mutated, truncated, stream)
  await fc.assert(
    fc.asyncProperty(bytes, async (said) => {
      await scene.order('say', base64(said))
      expect(await scene.good.use('publish', 'lobby', 'x')).toBe(1)
    }),
    { numRuns: 150, interruptAfterTimeLimit: 4000 },
  )
  await expectWell(scene, files)
  expect(anonymousKb(scene.hub) - beforeKb).toBeLessThan(24 * 1024)
  await end(scene)
})

const header = (length: number, topicLength: number) => {
  const bytes = Buffer.alloc(7)
  bytes.writeUInt32BE(length)
  bytes[4] = FrameType.Publish
  bytes.writeUInt16BE(topicLength, 5)
  return bytes
}

const LONGEST = MAX_MESSAGE_BYTES + 3

test.each([
  { title: 'a length below the least', said: header(2, 0) },
  { title: 'a length beyond the most', said: header(LONGEST + 1, 0) },
  { title: 'a length of 2^31', said: header(2 ** 31, 0) },
  { title: 'a length of 2^32 - 1', said: header(2 ** 32 - 1, 0) },
  {
    title: 'a topic beyond the longest',
    said: Buffer.concat([header(400, MAX_TOPIC_BYTES + 1), Buffer.alloc(397)]),
  },
  { title: 'a topic that is longer than its frame', said: header(3, 1) },
])('$title: the member is cut off, and no other', async ({ said }) => {
  const scene = await begin()
  const files = openFileCount(scene.hub)
  await scene.order('say-wrong', base64(said))
  await expectWell(scene, files)
  await end(scene)
})

test('what is passed to the hub and is no member is closed; nothing of it is left', async () => {
  const scene = await begin()
  const files = openFileCount(scene.hub)
  const kind = fc.constantFrom(
    'file',
    'directory',
    'null',
    'pipe',
    'udp',
    'unconnected',
    'listening',
  )
  const passing = fc.oneof(
    kind.map((one) => ['pass', one]),
    fc
      .tuple(fc.constantFrom(0, 1, 2, 16), fc.constantFrom(0, 1, 2, 7, 253))
      .filter(([bytes, count]) => bytes + count > 0)
      .map(([bytes, count]) => ['pass-many', sender, bytes, count]),
  )
  await fc.assert(
    fc.asyncProperty(passing, async (words) => {
      await scene.order(...words)
      expect(await scene.good.use('publish', 'lobby', 'x')).toBe(1)
    }),
    { numRuns: 60, interruptAfterTimeLimit: 3000 },
  )
  await expectWell(scene, files)
  await end(scene)
})

test('pairs of sockets that say nothing are closed, though both ends are in the hub', async () => {
  const scene = await begin()
  const files = openFileCount(scene.hub)
  await scene.order('pairs', MAX_STRANGERS)
  await pollUntil('half of them have gone', () => openFileCount(scene.hub) <= files + MAX_STRANGERS)
  await expectWell(scene, files)
  await end(scene)
})

// An empty message looks like the end of a stream.
test('empty messages keep nobody from joining', async () => {
  const scene = await begin()
  const files = openFileCount(scene.hub)
  await scene.order('empty', 5)
  await expectWell(scene, files)
  await end(scene)
})

test('a session that passes nothing, again and again, keeps nobody from being served', async () => {
  const scene = await begin()
  const files = openFileCount(scene.hub)
  await scene.order('flood')
  for (let round = 0; round < 30; round++) {
    expect(await scene.good.use('publish', 'lobby', 'x')).toBe(1)
  }
  await expectWell(scene, files)
  await end(scene)
})
