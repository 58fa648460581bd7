// The table of the daemon process: its server processes, and what is due for whom. Pure, no system call.

/** Why the daemon process ended a session. */
export type EndReason = 'timeout' | 'stop'

export interface Child {
  /** The number of the session. */
  id: number
  pid: number
  /** See source.ts. */
  source: string | undefined
  startedMs: number
  /** When the next of the signals below is due; Infinity: never. */
  dueMs: number
  dueReason: EndReason
  /** What it has been sent so far, and why. */
  sent: 'nothing' | 'SIGTERM' | 'SIGKILL'
  reason?: EndReason
}

export class Children {
  readonly #byPid = new Map<number, Child>()
  readonly #perSource = new Map<string, number>()
  #nextDueMs = Number.POSITIVE_INFINITY

  get size(): number {
    return this.#byPid.size
  }

  get pids(): number[] {
    return [...this.#byPid.keys()]
  }

  /** When something is due; never later than it is, so it may be for nobody. */
  get nextDueMs(): number {
    return this.#nextDueMs
  }

  has(pid: number): boolean {
    return this.#byPid.has(pid)
  }

  countOf(source: string | undefined): number {
    return source === undefined ? 0 : (this.#perSource.get(source) ?? 0)
  }

  add(child: Child): void {
    this.#byPid.set(child.pid, child)
    if (child.source !== undefined)
      this.#perSource.set(child.source, this.countOf(child.source) + 1)
    this.#nextDueMs = Math.min(this.#nextDueMs, child.dueMs)
  }

  /** Removes a child that has been waited for; undefined if it is none of ours. */
  remove(pid: number): Child | undefined {
    const child = this.#byPid.get(pid)
    if (child === undefined) return undefined
    this.#byPid.delete(pid)
    if (child.source !== undefined) {
      const left = this.countOf(child.source) - 1
      if (left === 0) this.#perSource.delete(child.source)
      else this.#perSource.set(child.source, left)
    }
    return child
  }

  /** Whether one that lives has begun between two moments. */
  hasBegun(sinceMs: number, untilMs: number): boolean {
    for (const { startedMs } of this.#byPid.values()) {
      if (startedMs >= sinceMs && startedMs <= untilMs) return true
    }
    return false
  }

  /** Nobody may go on longer than that, but those who have been told to end already: their time runs. */
  endBy(dueMs: number, reason: EndReason): void {
    for (const child of this.#byPid.values()) {
      if (child.dueMs <= dueMs || child.sent !== 'nothing') continue
      child.dueMs = dueMs
      child.dueReason = reason
    }
    this.#nextDueMs = Math.min(this.#nextDueMs, dueMs)
  }

  /** Those to whom SIGKILL goes without SIGTERM before. */
  killAll(reason: EndReason): Child[] {
    const left = [...this.#byPid.values()].filter(({ sent }) => sent !== 'SIGKILL')
    for (const child of left) {
      child.sent = 'SIGKILL'
      child.dueMs = Number.POSITIVE_INFINITY
      child.reason ??= reason
    }
    return left
  }

  /** Those who are due: the next signal of each is noted as sent, and what comes after it as due. */
  takeDue(nowMs: number, killMs: number): Child[] {
    if (nowMs < this.#nextDueMs) return []
    const due: Child[] = []
    this.#nextDueMs = Number.POSITIVE_INFINITY
    for (const child of this.#byPid.values()) {
      if (child.dueMs <= nowMs) {
        due.push(child)
        child.reason ??= child.dueReason
        const first = child.sent === 'nothing'
        child.sent = first ? 'SIGTERM' : 'SIGKILL'
        child.dueMs = first ? nowMs + killMs : Number.POSITIVE_INFINITY
      }
      this.#nextDueMs = Math.min(this.#nextDueMs, child.dueMs)
    }
    return due
  }
}
