// The hub as its members use it.
import type { EventEmitter } from 'node:events'

/** Called for each message of a topic, in the order in which the hub took them. */
// biome-ignore lint/suspicious/noExplicitAny: the value of any publisher
export type HubListener = (message: any, topic: string) => void

export interface HubEvents {
  /** So many messages were dropped here, because this process did not read for too long. */
  lost: [count: number]
  /**
   * The connection has ended. With an error, it is over: nothing brings it back but the next use.
   * Without, after `close()`, or when the hub died and what this member had there is being restored.
   */
  close: [error?: Error]
  /**
   * Subscriptions, name and last will are there again, in a new hub; what was published in between
   * is missed. `nameKept` is false if another member has taken the name meanwhile.
   */
  reconnect: [nameKept: boolean]
}

/**
 * Messages between processes that have nothing in common but their hub. All calls reject with a
 * {@link HubErrorCode}, or for wrong arguments, in which case nothing was sent.
 */
export interface Hub extends EventEmitter<HubEvents> {
  /**
   * Sends a JSON value to all members that are subscribed to a topic, the publisher among them if it
   * is, and returns how many it was given to.
   *
   * Rejects with `ERR_HUB_QUEUE_FULL` if too much is on its way already, `ERR_HUB_CLOSED`,
   * `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` or `ERR_OUT_OF_RANGE`.
   *
   * @example
   * if ((await hub.publish('news', { text: 'hello' })) === 0) console.log('nobody listens')
   */
  publish(topic: string, message: unknown): Promise<number>

  /**
   * Calls a listener for each message of a topic; what is published once the promise has resolved
   * arrives.
   *
   * Rejects with `ERR_HUB_TOO_MANY_TOPICS`, or like {@link publish}. An error that a listener throws
   * is an uncaught exception, and the messages after it arrive nevertheless.
   *
   * @example
   * await hub.subscribe('news', ({ text }) => client.write(`${text}\n`))
   */
  subscribe(topic: string, listener: HubListener): Promise<void>

  /**
   * Takes back one listener of a topic, or all of them.
   *
   * Rejects like {@link publish}; the listener is not called any more even then.
   *
   * @example
   * await hub.unsubscribe('news')
   */
  unsubscribe(topic: string, listener?: HubListener): Promise<void>

  /**
   * The names of the members that are subscribed to a topic and have one.
   *
   * Rejects like {@link publish}.
   *
   * @example
   * client.write(`${(await hub.members('lobby')).join(', ')}\n`)
   */
  members(topic: string): Promise<string[]>

  /**
   * Takes a name that no other member has, in place of the former one; an empty one only releases
   * that. Returns false, and changes nothing, if another member has it.
   *
   * Rejects like {@link publish}.
   *
   * @example
   * if (!(await hub.claim('ann'))) client.write('The name is taken\n')
   */
  claim(name: string): Promise<boolean>

  /**
   * Leaves a message with the hub, to be published when this member's connection ends, be it by
   * `close()`, an exit, a crash or `kill -9`; null takes it back.
   *
   * Rejects like {@link publish}.
   *
   * @example
   * await hub.lastWill('lobby', { text: 'ann has left' })
   */
  lastWill(topic: string, message: unknown): Promise<void>
  lastWill(topic: null): Promise<void>

  /**
   * Ends the connection once all that was asked for is answered. Subscriptions and name are given
   * up; the next use connects anew.
   *
   * @example
   * await hub.close()
   */
  close(): Promise<void>
}
