// What a member has in the hub: its subscriptions, name and last will. Known here, too, so that a new
// hub can be told.
import { encodeFrame, FrameType } from './frames'
import type { HubListener } from './hub'

export class Standing {
  readonly #listeners = new Map<string, Set<HubListener>>()
  name = ''
  /** The request that leaves it with the hub. */
  will: Buffer | undefined

  get isEmpty(): boolean {
    return this.#listeners.size === 0 && this.name === '' && this.will === undefined
  }

  get topics(): number {
    return this.#listeners.size
  }

  hasTopic(topic: string): boolean {
    return this.#listeners.has(topic)
  }

  listeners(topic: string): HubListener[] {
    return [...(this.#listeners.get(topic) ?? [])]
  }

  /** Returns whether it is new. */
  addListener(topic: string, listener: HubListener): boolean {
    const listeners = this.#listeners.get(topic) ?? new Set()
    const { size } = listeners
    this.#listeners.set(topic, listeners.add(listener))
    return listeners.size > size
  }

  /** Removes one listener, or all; returns whether that was the last one of the topic. */
  removeListener(topic: string, listener?: HubListener): boolean {
    const listeners = this.#listeners.get(topic)
    if (listeners === undefined) return false
    if (listener === undefined) listeners.clear()
    else listeners.delete(listener)
    return listeners.size === 0 && this.#listeners.delete(topic)
  }

  clear(): void {
    this.#listeners.clear()
    this.name = ''
    this.will = undefined
  }

  /** The requests that restore all of it; the first is the one that claims the name. */
  requests(): Buffer[] {
    return [
      encodeFrame(FrameType.Claim, this.name),
      this.will ?? encodeFrame(FrameType.ClearWill),
      ...[...this.#listeners.keys()].map((topic) => encodeFrame(FrameType.Subscribe, topic)),
    ]
  }
}
