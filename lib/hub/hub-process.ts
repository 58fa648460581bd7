// The hub: routes messages between members that are processes of their own. It never looks into a
// payload, and a member that dies, floods or does not read harms itself only.
import net from 'node:net'

import { Connection, type Requests } from './connection'
import { type Frame, FrameType, retypedCopy } from './frames'
import { MAX_STRANGERS, MAX_TOPICS } from './limits'
import { Router } from './router'

/** What runs in the hub process; it needs nothing but a turning event loop. */
export class HubProcess implements Requests {
  readonly #router = new Router<Connection>()
  readonly #connections = new Set<Connection>()
  /** Those by which no request has come yet, the oldest first: no member stays among them. */
  readonly #strangers = new Set<Connection>()

  /** How many members are connected. */
  get size(): number {
    return this.#connections.size
  }

  /** Takes over the hub's end of a member's connection: a UNIX stream socket. */
  addMember(fd: number): void {
    const socket = new net.Socket({ fd, readable: true, writable: true })
    const connection = new Connection(socket, this)
    this.#connections.add(connection)
    this.#router.join(connection)
    this.#strangers.add(connection)
    const [oldest] = this.#strangers
    if (oldest !== undefined && this.#strangers.size > MAX_STRANGERS) this.#turnAway(oldest)
  }

  /** Ends all connections, as the hub's death would. */
  close(): void {
    for (const connection of this.#connections) connection.destroy()
  }

  gone(member: Connection): void {
    this.#connections.delete(member)
    this.#strangers.delete(member)
    this.#router.leave(member)
  }

  answer(from: Connection, request: Frame): number {
    this.#strangers.delete(from)
    const { topic } = request
    switch (request.type) {
      case FrameType.Subscribe:
        if (this.#router.subscribe(from, topic) > MAX_TOPICS) throw new Error('Too many topics')
        from.reply(0)
        return 1
      case FrameType.Unsubscribe:
        this.#router.unsubscribe(from, topic)
        from.reply(0)
        return 1
      case FrameType.Publish: {
        const message = () => retypedCopy(request, FrameType.Message)
        from.reply(this.#router.publish(topic, message))
        return 1 + this.#router.subscribers(topic)
      }
      case FrameType.Members:
        from.replyNames(this.#router.names(topic))
        return 1 + this.#router.subscribers(topic)
      case FrameType.Claim:
        from.reply(Number(this.#router.claim(from, topic)))
        return 1
      case FrameType.SetWill: {
        const message = retypedCopy(request, FrameType.Message)
        this.#router.setWill(from, { topic, message })
        from.reply(0)
        return 1
      }
      case FrameType.ClearWill:
        this.#router.setWill(from, undefined)
        from.reply(0)
        return 1
      default:
        throw new Error(`No request: ${request.type}`)
    }
  }

  #turnAway(stranger: Connection): void {
    this.#strangers.delete(stranger) // not to be counted until it is closed, some turns later
    stranger.destroy()
  }
}
