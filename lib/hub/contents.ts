// What a member's callers give it, checked before anything is sent.
import { checkString } from '../arguments'
import { invalidType, invalidValue, outOfRange } from '../misuse'
import { encodeFrame, type FrameType } from './frames'
import type { HubListener } from './hub'
import { MAX_MESSAGE_BYTES, MAX_TOPIC_BYTES } from './limits'

/** A topic, or a name, that arrives as it is. */
export const checkTopic = (value: unknown, name = 'topic'): string => {
  const topic = checkString(value, name)
  const bytes = Buffer.from(topic)
  if (bytes.length > MAX_TOPIC_BYTES) {
    throw outOfRange(`${name}.length`, `<= ${MAX_TOPIC_BYTES} bytes of UTF-8`, bytes.length)
  }
  if (bytes.toString() !== topic) throw invalidValue(name, 'must be well-formed Unicode', topic)
  return topic
}

export const checkListener = (value: unknown): HubListener => {
  if (typeof value !== 'function') throw invalidType('listener', 'of type function', value)
  return value as HubListener
}

const toJson = (message: unknown): string => {
  try {
    const json: string | undefined = JSON.stringify(message)
    if (json !== undefined) return json
  } catch (error) {
    // A BigInt, a circle, or what a toJSON() of the caller's threw.
    const refused = invalidValue('message', 'must be a JSON value', message)
    throw Object.assign(refused, { cause: error })
  }
  throw invalidValue('message', 'must be a JSON value', message)
}

/** The frame that carries a message. */
export const messageFrame = (type: FrameType, topic: unknown, message: unknown): Buffer => {
  const checked = checkTopic(topic)
  const json = toJson(message)
  const bytes = Buffer.byteLength(checked) + Buffer.byteLength(json)
  if (bytes <= MAX_MESSAGE_BYTES) return encodeFrame(type, checked, json)
  const range = `<= ${MAX_MESSAGE_BYTES} bytes of JSON and topic`
  throw outOfRange('message.length', range, bytes)
}
