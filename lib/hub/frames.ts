// What member and hub say to each other, as a stream of frames:
//   u32 length of all that follows, u8 type, u16 length of the topic, topic (UTF-8), payload
// All numbers are big-endian. Nothing here knows of sockets.
import { MAX_MESSAGE_BYTES, MAX_TOPIC_BYTES } from './limits'

export enum FrameType {
  // Requests of a member. Each gets one Reply, in the order of the requests.
  Subscribe = 1,
  Unsubscribe,
  Publish,
  Members,
  Claim,
  SetWill,
  ClearWill,
  // What the hub says. The payload of Reply and Lost is a u32; Names come before the Reply to Members,
  // some names in each, as JSON.
  Reply,
  Names,
  Message,
  Lost,
}

export interface Frame {
  type: number
  topic: string
  /** A view of the bytes that were pushed: copy what is to stay. */
  payload: Buffer
  /** The whole frame, a view as well. */
  bytes: Buffer
}

export const LENGTH_BYTES = 4
const TYPE_AT = LENGTH_BYTES
const TOPIC_LENGTH_AT = TYPE_AT + 1
const TOPIC_AT = TOPIC_LENGTH_AT + 2
const LEAST_LENGTH = TOPIC_AT - LENGTH_BYTES

// Not from the pool of Buffer: a few bytes that wait for a slow reader would keep 8 KB alive.
export const newFrame = (size: number): Buffer => Buffer.allocUnsafeSlow(size)

/** The caller has checked the limits. */
export const encodeFrame = (
  type: FrameType,
  topic = '',
  payload: string | Uint8Array = '',
): Buffer => {
  const topicBytes = Buffer.byteLength(topic)
  const frame = newFrame(TOPIC_AT + topicBytes + Buffer.byteLength(payload))
  frame.writeUInt32BE(frame.length - LENGTH_BYTES)
  frame[TYPE_AT] = type
  frame.writeUInt16BE(topicBytes, TOPIC_LENGTH_AT)
  frame.write(topic, TOPIC_AT)
  if (typeof payload === 'string') frame.write(payload, TOPIC_AT + topicBytes)
  else frame.set(payload, TOPIC_AT + topicBytes)
  return frame
}

export const encodeNumber = (type: FrameType.Reply | FrameType.Lost, value: number): Buffer => {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(value)
  return encodeFrame(type, '', payload)
}

/** The same topic and payload as a frame of another type, with memory of its own. */
export const retypedCopy = ({ bytes }: Frame, type: FrameType): Buffer => {
  const copy = newFrame(bytes.length)
  copy.set(bytes)
  copy[TYPE_AT] = type
  return copy
}

/** The size of a whole frame that begins with such a length. */
export const checkedSize = (length: number): number => {
  if (length >= LEAST_LENGTH && length <= LEAST_LENGTH + MAX_MESSAGE_BYTES) {
    return LENGTH_BYTES + length
  }
  throw new Error(`A frame of ${length} bytes`)
}

/** Takes a whole frame apart. */
export const parseFrame = (bytes: Buffer): Frame => {
  const payloadAt = TOPIC_AT + bytes.readUInt16BE(TOPIC_LENGTH_AT)
  if (payloadAt > bytes.length) throw new Error('A topic that is longer than its frame')
  if (payloadAt > TOPIC_AT + MAX_TOPIC_BYTES) throw new Error('A topic that is too long')
  return {
    type: bytes[TYPE_AT] as number,
    topic: bytes.toString('utf8', TOPIC_AT, payloadAt),
    payload: bytes.subarray(payloadAt),
    bytes,
  }
}
