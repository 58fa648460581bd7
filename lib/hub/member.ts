// A process's membership of the hub: what it has there, and the connection that it has it by.
import { EventEmitter } from 'node:events'

import { callBack } from '../call-back'
import { hubError } from '../errors'
import { onFork } from '../fork/hooks'
import { checkListener, checkTopic, messageFrame } from './contents'
import { encodeFrame, FrameType } from './frames'
import type { Hub, HubEvents, HubListener } from './hub'
import { MAX_TOPICS } from './limits'
import { Link, type Reply } from './link'
import { Retry } from './retry'
import { Standing } from './standing'

export class HubMember extends EventEmitter<HubEvents> implements Hub {
  readonly #connect: () => number
  readonly #standing = new Standing()
  readonly #retry = new Retry(
    () => this.#reopen(),
    () => this.#giveUp(),
  )
  #link: Link | undefined
  #removeHook: (() => void) | undefined

  /** `connect` returns the descriptor of a stream whose other end the hub has, or will have. */
  constructor(connect: () => number) {
    super()
    this.#connect = connect
  }

  async publish(topic: string, message: unknown): Promise<number> {
    return (await this.#request(messageFrame(FrameType.Publish, topic, message))).value
  }

  async subscribe(topic: string, listener: HubListener): Promise<void> {
    const frame = encodeFrame(FrameType.Subscribe, checkTopic(topic))
    checkListener(listener)
    if (!this.#standing.hasTopic(topic) && this.#standing.topics === MAX_TOPICS) {
      const message = `A member may be subscribed to ${MAX_TOPICS} topics`
      throw hubError('ERR_HUB_TOO_MANY_TOPICS', message)
    }
    const link = this.#open() // before the topic counts among what is to be restored
    const isNew = this.#standing.addListener(topic, listener)
    try {
      await link.request(frame)
    } catch (error) {
      if (isNew) this.#standing.removeListener(topic, listener)
      throw error
    }
  }

  async unsubscribe(topic: string, listener?: HubListener): Promise<void> {
    const frame = encodeFrame(FrameType.Unsubscribe, checkTopic(topic))
    if (listener !== undefined) checkListener(listener)
    const wasLast = this.#standing.removeListener(topic, listener)
    if (wasLast) await this.#link?.request(frame)
  }

  async members(topic: string): Promise<string[]> {
    return (await this.#request(encodeFrame(FrameType.Members, checkTopic(topic)))).names
  }

  async claim(name: string): Promise<boolean> {
    const frame = encodeFrame(FrameType.Claim, checkTopic(name, 'name'))
    const claimed = (await this.#request(frame)).value === 1
    if (claimed) this.#standing.name = name
    return claimed
  }

  async lastWill(topic: string | null, message?: unknown): Promise<void> {
    const will = topic === null ? undefined : messageFrame(FrameType.SetWill, topic, message)
    await this.#request(will ?? encodeFrame(FrameType.ClearWill))
    this.#standing.will = will
  }

  async close(): Promise<void> {
    this.#retry.stop()
    this.#standing.clear()
    await this.#link?.close()
  }

  #request(frame: Buffer): Promise<Reply> {
    return this.#open().request(frame)
  }

  #open(): Link {
    if (this.#link !== undefined) return this.#link
    const link: Link = new Link(this.#connected(), {
      message: (topic, json) => this.#deliver(topic, json),
      lost: (count) => callBack(() => this.emit('lost', count)),
      ended: () => this.#ended(),
    })
    this.#link = link
    this.#removeHook ??= onFork({ child: () => this.#leaveToParent() })
    if (!this.#standing.isEmpty) this.#restore(link)
    return link
  }

  #connected(): number {
    try {
      return this.#connect()
    } catch (cause) {
      throw Object.assign(hubError('ERR_HUB_CLOSED', 'The hub cannot be reached'), { cause })
    }
  }

  #restore(link: Link): void {
    Promise.all(this.#standing.requests().map((request) => link.request(request))).then(
      ([claimed]) => {
        const nameKept = claimed?.value === 1
        if (!nameKept) this.#standing.name = ''
        this.#retry.stop()
        callBack(() => this.emit('reconnect', nameKept))
      },
      () => {}, // the link has ended, and says so
    )
  }

  #reopen(): void {
    try {
      if (this.#standing.isEmpty) this.#retry.stop()
      else this.#open()
    } catch {
      this.#retry.failed()
    }
  }

  #giveUp(): void {
    this.#link?.abandon() // there may be one that no hub has taken
    this.#link = undefined
    this.#emitClose(hubError('ERR_HUB_CLOSED', 'The hub did not come back'))
  }

  #ended(): void {
    this.#link = undefined
    if (!this.#retry.active) this.#emitClose()
    if (this.#standing.isEmpty) this.#unhook()
    else this.#retry.failed()
  }

  #emitClose(error?: Error): void {
    callBack(() => (error === undefined ? this.emit('close') : this.emit('close', error)))
  }

  #deliver(topic: string, json: string): void {
    const listeners = this.#standing.listeners(topic) // none: taken back while it was on its way
    if (listeners.length === 0) return
    let message: unknown
    try {
      message = JSON.parse(json)
    } catch {
      callBack(() => this.emit('lost', 1)) // who sent it is not one of us
      return
    }
    for (const listener of listeners) callBack(() => listener(message, topic))
  }

  #unhook(): void {
    this.#removeHook?.()
    this.#removeHook = undefined
  }

  /** In the child of a fork: all that was there is the parent's; the child's next use is its own. */
  #leaveToParent(): void {
    this.#retry.stop()
    this.#standing.clear()
    this.#link?.abandon()
    this.#link = undefined
    this.#unhook()
  }
}
