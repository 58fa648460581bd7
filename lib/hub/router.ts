// Who is subscribed to what, who has which name, whose will is to be published. Pure tables.

/** A member as the tables see it. */
export interface Receiver {
  /** Whether it took the message; if not, that is counted there. */
  give(message: Buffer): boolean
}

interface Entry {
  topics: Set<string>
  name: string
  will: { topic: string; message: Buffer } | undefined
}

export class Router<Member extends Receiver> {
  readonly #members = new Map<Member, Entry>()
  readonly #topics = new Map<string, Set<Member>>()
  readonly #names = new Map<string, Member>()

  join(member: Member): void {
    this.#members.set(member, { topics: new Set(), name: '', will: undefined })
  }

  /** Forgets a member, and then publishes its will: its name is free by then. */
  leave(member: Member): void {
    const { topics, name, will } = this.#entry(member)
    for (const topic of [...topics]) this.unsubscribe(member, topic)
    if (name !== '') this.#names.delete(name)
    this.#members.delete(member)
    if (will !== undefined) this.publish(will.topic, () => will.message)
  }

  /** Returns how many topics the member is subscribed to now. */
  subscribe(member: Member, topic: string): number {
    const { topics } = this.#entry(member)
    topics.add(topic)
    const subscribers = this.#topics.get(topic)
    if (subscribers === undefined) this.#topics.set(topic, new Set([member]))
    else subscribers.add(member)
    return topics.size
  }

  unsubscribe(member: Member, topic: string): void {
    const subscribers = this.#topics.get(topic)
    if (!this.#entry(member).topics.delete(topic) || subscribers === undefined) return
    subscribers.delete(member)
    if (subscribers.size === 0) this.#topics.delete(topic)
  }

  /** Gives a message to all subscribers and returns how many took it; without any it is not made. */
  publish(topic: string, makeMessage: () => Buffer): number {
    const subscribers = this.#topics.get(topic)
    if (subscribers === undefined) return 0
    const message = makeMessage()
    let taken = 0
    for (const subscriber of subscribers) if (subscriber.give(message)) taken++
    return taken
  }

  subscribers(topic: string): number {
    return this.#topics.get(topic)?.size ?? 0
  }

  /** The names of the subscribers that have one. */
  names(topic: string): string[] {
    const subscribers = [...(this.#topics.get(topic) ?? [])]
    return subscribers.map((member) => this.#entry(member).name).filter((name) => name !== '')
  }

  /** False if another member has the name; an empty name only releases the former one. */
  claim(member: Member, name: string): boolean {
    const owner = this.#names.get(name)
    if (owner !== undefined) return owner === member
    const entry = this.#entry(member)
    if (entry.name !== '') this.#names.delete(entry.name)
    entry.name = name
    if (name !== '') this.#names.set(name, member)
    return true
  }

  setWill(member: Member, will: Entry['will']): void {
    this.#entry(member).will = will
  }

  #entry(member: Member): Entry {
    const entry = this.#members.get(member)
    if (entry === undefined) throw new Error('Not a member')
    return entry
  }
}
