// A hub in this very process, and members connected to it by socketpairs. All are gone after the test.
import { once } from 'node:events'
import net from 'node:net'

import { AF_UNIX, SOCK_STREAM, socketpair } from '../../lib'
import { FrameDecoder } from '../../lib/hub/frame-decoder'
import { type Frame, FrameType } from '../../lib/hub/frames'
import type { HubListener } from '../../lib/hub/hub'
import { HubProcess } from '../../lib/hub/hub-process'
import { HubMember } from '../../lib/hub/member'
import { pollUntil } from './poll-until'

const hubs: HubProcess[] = []
const members: HubMember[] = []
const sockets: net.Socket[] = []

export const makeHub = (): HubProcess => {
  const hub = new HubProcess()
  hubs.push(hub)
  return hub
}

/** Returns the member's end of a new connection. */
export const connectTo = (hub: HubProcess): number => {
  const [here, there] = socketpair(AF_UNIX, SOCK_STREAM)
  hub.addMember(there)
  return here
}

export const makeMember = (connect: HubProcess | (() => number)): HubMember => {
  const connected = typeof connect === 'function' ? connect : () => connectTo(connect)
  const member = new HubMember(connected)
  members.push(member)
  return member
}

/** A member that says what it likes, byte by byte, and reads when it likes. */
export const rawMember = (hub: HubProcess): net.Socket => {
  const socket = new net.Socket({ fd: connectTo(hub), readable: true, writable: true })
  sockets.push(socket.on('error', () => {}).pause())
  return socket
}

/** Reads frames until a condition holds. */
export const readFrames = async (
  socket: net.Socket,
  enough: (frames: Frame[]) => boolean,
): Promise<Frame[]> => {
  const decoder = new FrameDecoder()
  const frames: Frame[] = []
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    decoder.push(chunk)
    for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(frame)
    if (enough(frames)) break
  }
  return frames
}

export const ofType = (frames: Frame[], type: FrameType): Frame[] =>
  frames.filter((frame) => frame.type === type)

/** Subscribes, and returns the messages as they come. */
export const listen = async (member: HubMember, topic: string): Promise<unknown[]> => {
  const messages: unknown[] = []
  await member.subscribe(topic, (message) => messages.push(message))
  return messages
}

/** All that was on its way to the member has come: a reply stands behind it. */
export const settled = async (...all: HubMember[]): Promise<void> => {
  await Promise.all(all.map((member) => member.members('')))
}

/** Nobody but so many members is connected: the hub knows of those that have left. */
export const size = (hub: HubProcess, count: number): Promise<true> =>
  pollUntil(`${count} members`, () => hub.size === count || undefined) as Promise<true>

export const nextEvent = (member: HubMember, event: 'close' | 'lost' | 'reconnect') =>
  once(member, event)

/** A listener that does nothing. */
export const ignore: HubListener = () => {}

export { FrameType }

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  // Who uses a member meanwhile makes it join again.
  const left = members.splice(0)
  const leave = () => Promise.all(left.map((member) => member.close()))
  await leave()
  for (const hub of hubs.splice(0)) {
    await pollUntil('no member is left', async () => {
      await leave()
      hub.close()
      return hub.size === 0
    })
  }
})
