// What is refused before anything is sent, in Node's words.
import { MAX_MESSAGE_BYTES, MAX_TOPIC_BYTES, MAX_TOPICS, QUEUE_BYTES } from '../../lib/hub/limits'
import type { HubMember } from '../../lib/hub/member'
import { ignore, listen, makeHub, makeMember, settled } from '../helpers/hub'

const circle: { self?: unknown } = {}
circle.self = circle

const LONG = 'ž'.repeat(MAX_TOPIC_BYTES / 2 + 1)

const misuses: { title: string; call: (hub: HubMember) => Promise<unknown>; message: string }[] = [
  {
    title: 'a topic that is no string',
    call: (hub) => hub.publish(1 as never, 'x'),
    message:
      'TypeError [ERR_INVALID_ARG_TYPE]: The "topic" argument must be of type string. Received type number (1)',
  },
  {
    title: 'a topic that is too long',
    call: (hub) => hub.subscribe(LONG, ignore),
    message:
      'RangeError [ERR_OUT_OF_RANGE]: The value of "topic.length" is out of range. It must be <= 256 bytes of UTF-8. Received 258',
  },
  {
    title: 'a name that is too long',
    call: (hub) => hub.claim(LONG),
    message:
      'RangeError [ERR_OUT_OF_RANGE]: The value of "name.length" is out of range. It must be <= 256 bytes of UTF-8. Received 258',
  },
  {
    title: 'a topic that would arrive as another',
    call: (hub) => hub.members('\ud800'),
    message:
      "TypeError [ERR_INVALID_ARG_VALUE]: The argument 'topic' must be well-formed Unicode. Received '\\ud800'",
  },
  {
    title: 'a listener that is no function',
    call: (hub) => hub.subscribe('lobby', 'x' as never),
    message: `TypeError [ERR_INVALID_ARG_TYPE]: The "listener" argument must be of type function. Received type string ('x')`,
  },
  {
    title: 'a listener to take back that is no function',
    call: (hub) => hub.unsubscribe('lobby', null as never),
    message:
      'TypeError [ERR_INVALID_ARG_TYPE]: The "listener" argument must be of type function. Received null',
  },
  {
    title: 'a name that is no string',
    call: (hub) => hub.claim(null as never),
    message:
      'TypeError [ERR_INVALID_ARG_TYPE]: The "name" argument must be of type string. Received null',
  },
  ...[undefined, ignore, 1n, circle].map((message) => ({
    title: `a message that is no JSON value (${typeof message})`,
    call: (hub: HubMember) => hub.publish('lobby', message),
    message: "TypeError [ERR_INVALID_ARG_VALUE]: The argument 'message' must be a JSON value.",
  })),
  {
    title: 'a last will without a message',
    call: (hub) => hub.lastWill('lobby', undefined),
    message: "TypeError [ERR_INVALID_ARG_VALUE]: The argument 'message' must be a JSON value.",
  },
  {
    title: 'a message that is too long by one byte',
    call: (hub) => hub.publish('lobby', 'x'.repeat(MAX_MESSAGE_BYTES - 6)),
    message:
      'RangeError [ERR_OUT_OF_RANGE]: The value of "message.length" is out of range. It must be <= 262144 bytes of JSON and topic. Received 262145',
  },
]

test.each(misuses)('$title', async ({ call, message }) => {
  const hub = makeHub()
  const refused = await call(makeMember(hub)).catch((reason) => reason as Error)
  expect((refused as Error).stack?.split('\n')[0]).toMatch(message)
  expect(hub.size).toBe(0)
})

test('the longest message arrives', async () => {
  const ann = makeMember(makeHub())
  const heard = await listen(ann, 'lobby')
  const longest = 'x'.repeat(MAX_MESSAGE_BYTES - 7)
  expect(await ann.publish('lobby', longest)).toBe(1)
  await settled(ann)
  expect(heard).toEqual([longest])
})

test('more topics than a member may have are refused, until it has taken one back', async () => {
  const ann = makeMember(makeHub())
  const topics = Array.from({ length: MAX_TOPICS }, (_, n) => `topic ${n}`)
  await Promise.all(topics.map((topic) => ann.subscribe(topic, ignore)))
  await expect(ann.subscribe('one more', ignore)).rejects.toMatchObject({
    code: 'ERR_HUB_TOO_MANY_TOPICS',
  })
  await ann.subscribe('topic 7', () => {})
  await ann.unsubscribe('topic 7')
  await ann.subscribe('one more', ignore)
  expect(await ann.publish('one more', 1)).toBe(1)
})

test('what is published without awaiting is refused at 1 MB, whole; the rest arrives', async () => {
  const ann = makeMember(makeHub())
  const heard = await listen(ann, 'lobby')
  const text = 'x'.repeat(10_000)
  const count = Math.ceil((2 * QUEUE_BYTES) / text.length)
  const outcomes = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      ann.publish('lobby', n + text).catch(({ code }) => code as string),
    ),
  )
  await settled(ann)
  const taken = outcomes.filter((outcome) => outcome !== 'ERR_HUB_QUEUE_FULL').length
  expect(taken).toBe(Math.floor(QUEUE_BYTES / 10_020))
  expect(outcomes.slice(0, taken)).toEqual(Array(taken).fill(1))
  expect(heard).toEqual(Array.from({ length: taken }, (_, n) => n + text))
  expect(await ann.publish('lobby', 'again')).toBe(1)
})
