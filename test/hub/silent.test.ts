// Connections that nobody speaks by, and that nobody else would end: both ends may be in the hub itself. Honest
// members may take their time.
import { setTimeout as turn } from 'node:timers/promises'
import { AF_UNIX, SOCK_STREAM, socketpair, write } from '../../lib'
import { encodeFrame, FrameType } from '../../lib/hub/frames'
import type { HubProcess } from '../../lib/hub/hub-process'
import { FIRST_REQUEST_MS, MAX_STRANGERS, UNREAD_MS } from '../../lib/hub/limits'
import {
  ignore,
  listen,
  makeHub,
  makeMember,
  ofType,
  rawMember,
  readFrames,
  settled,
  size,
} from '../helpers/hub'
import { pollUntil } from '../helpers/poll-until'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] })
})

afterEach(() => {
  jest.useRealTimers()
})

/** The hub gets both ends; what stands in them is the first that it reads. */
const addPair = (hub: HubProcess, said: Buffer = Buffer.alloc(0)) => {
  const pair = socketpair(AF_UNIX, SOCK_STREAM)
  for (const fd of pair) if (said.length > 0) write(fd, said)
  for (const fd of pair) hub.addMember(fd)
}

const HOUR_MS = 3_600_000
const publish = encodeFrame(FrameType.Publish, 'lobby', '1')

test.each([
  { title: 'nothing', said: Buffer.alloc(0) },
  { title: 'half of a request', said: publish.subarray(0, -1) },
])(
  'a pair of which the hub has both ends, and that says $title, is closed in time',
  async ({ said }) => {
    const hub = makeHub()
    const ann = makeMember(hub)
    const heard = await listen(ann, 'lobby')
    addPair(hub, said)
    await settled(ann)
    jest.advanceTimersByTime(FIRST_REQUEST_MS - 1)
    await turn(1)
    expect(hub.size).toBe(3)
    jest.advanceTimersByTime(1)
    await size(hub, 1)
    expect(await ann.publish('lobby', 'x')).toBe(1)
    await settled(ann)
    expect(heard).toEqual(['x'])
  },
)

test('a pair of which the hub has both ends, and that asks, is closed at once', async () => {
  const hub = makeHub()
  addPair(hub, publish)
  await size(hub, 0)
})

test('who has said something may be silent as long as it likes', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  const heard = await listen(ann, 'lobby')
  jest.advanceTimersByTime(24 * HOUR_MS)
  await turn(1)
  expect(await bob.publish('lobby', 'x')).toBe(1)
  await settled(ann)
  expect(heard).toEqual(['x'])
})

test('what was said in time counts, however late the hub comes to read it', async () => {
  const hub = makeHub()
  const member = rawMember(hub)
  await turn(1) // time is up where timers are looked at, before the sockets
  member.write(publish)
  jest.advanceTimersByTime(FIRST_REQUEST_MS)
  await pollUntil('the answer', () => member.read() !== null)
  expect(hub.size).toBe(1)
})

test('of those that have said nothing only so many stay, the latest; nobody else goes', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  await ann.subscribe('lobby', ignore)
  for (let pairs = 0; pairs < MAX_STRANGERS; pairs++) addPair(hub)
  await pollUntil('the earlier ones have gone', () => hub.size <= MAX_STRANGERS + 1)
  expect(await bob.publish('lobby', 'x')).toBe(1)
  jest.advanceTimersByTime(FIRST_REQUEST_MS)
  await size(hub, 2)
})

/** A topic whose names are so long that few questions for them fill a queue. */
const fillNames = async (hub: HubProcess, count: number) => {
  const named = Array.from({ length: count }, () => makeMember(hub))
  for (const [number, member] of named.entries()) {
    await member.claim(`${number}`.padStart(256, 'x'))
    await member.subscribe('names', ignore)
  }
  return named
}

const QUESTIONS = 1000
const questions = Buffer.concat(Array(QUESTIONS).fill(encodeFrame(FrameType.Members, 'names')))

test('two that ask and do not read, and of which the hub has both ends, are closed in time', async () => {
  const hub = makeHub()
  const named = await fillNames(hub, 100)
  addPair(hub, questions)
  for (let round = 0; round < 20; round++) await settled(...named)
  expect(hub.size).toBe(102)
  jest.advanceTimersByTime(UNREAD_MS)
  await size(hub, 100)
})

test('who stops with much unread, and goes on in time, has all of it', async () => {
  const hub = makeHub()
  const named = await fillNames(hub, 100)
  const slow = rawMember(hub)
  slow.write(questions)
  for (let round = 0; round < 20; round++) await settled(...named)
  jest.advanceTimersByTime(UNREAD_MS - 1)
  let replies = 0
  await readFrames(slow, (all) => {
    replies += ofType(all.splice(0), FrameType.Reply).length
    return replies === QUESTIONS
  })
  jest.advanceTimersByTime(HOUR_MS)
  await settled(...named)
  expect(hub.size).toBe(101)
})
