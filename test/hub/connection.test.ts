// The hub's side of one member, to the byte and to the turn of the event loop.
import net from 'node:net'

import { AF_UNIX, SOCK_STREAM, socketpair } from '../../lib'
import { Connection, type Requests } from '../../lib/hub/connection'
import { encodeFrame, FrameType } from '../../lib/hub/frames'
import { QUEUE_BYTES } from '../../lib/hub/limits'
import { ofType, readFrames } from '../helpers/hub'

const sockets: net.Socket[] = []

const make = (requests: Partial<Requests> = {}) => {
  const [here, there] = socketpair(AF_UNIX, SOCK_STREAM).map((fd) => {
    const socket = new net.Socket({ fd, readable: true, writable: true })
    sockets.push(socket)
    return socket
  }) as [net.Socket, net.Socket]
  const connection = new Connection(there, { answer: () => 1, gone: () => {}, ...requests })
  return { connection, member: here.pause() }
}

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

/** Four frames that are so long together. */
const messages = (bytes: number) =>
  Buffer.concat(Array(4).fill(encodeFrame(FrameType.Message, 't', 'x'.repeat(bytes / 4 - 8))))

const lostIn = async (member: net.Socket) => {
  const frames = await readFrames(member, (all) => ofType(all, FrameType.Lost).length === 1)
  return { before: frames.length - 1, lost: frames.at(-1)?.payload.readUInt32BE() }
}

test('a queue takes exactly 1 MB', () => {
  const { connection } = make()
  expect(connection.give(messages(QUEUE_BYTES))).toBe(true)
  expect(connection.give(Buffer.alloc(1))).toBe(false)
})

test('what would fit is lost as well after something that did not, until that is told', async () => {
  const { connection, member } = make()
  expect(connection.give(messages(QUEUE_BYTES - 4))).toBe(true)
  expect(connection.give(messages(400))).toBe(false)
  expect(connection.give(Buffer.alloc(1))).toBe(false)
  expect(await lostIn(member)).toEqual({ before: 4, lost: 2 })
  expect(connection.give(messages(400))).toBe(true)
})

test.each([
  { title: 'one write', parts: [QUEUE_BYTES] },
  { title: 'a write beyond the half', parts: [QUEUE_BYTES / 2, QUEUE_BYTES / 4] },
  { title: 'two writes beyond it', parts: [QUEUE_BYTES / 2, QUEUE_BYTES / 4, QUEUE_BYTES / 8] },
])('losses are told if the queue was filled by $title', async ({ parts }) => {
  const { connection, member } = make()
  for (const bytes of parts) expect(connection.give(messages(bytes))).toBe(true)
  expect(connection.give(messages(QUEUE_BYTES))).toBe(false)
  expect(await lostIn(member)).toEqual({ before: 4 * parts.length, lost: 1 })
})

test('after some work the others get their turn', async () => {
  let turn = 0
  let turning = true
  const count = () => {
    turn++
    if (turning) setImmediate(count)
  }
  count()
  const turns: number[] = []
  const { member } = await new Promise<ReturnType<typeof make>>((resolve) => {
    const made = make({
      answer: () => {
        if (turns.push(turn) === 20) resolve(made)
        return 600
      },
    })
    made.member.write(Buffer.concat(Array(20).fill(encodeFrame(FrameType.Publish, 't', '1'))))
  })
  turning = false
  member.destroy()
  const perTurn = turns.map((one) => turns.filter((other) => other === one).length)
  expect(Math.max(...perTurn)).toBe(2)
})
