// The table of server processes that were forked ahead and wait for a client. Pure, no system call.

export interface Spare {
  pid: number
  /** The daemon process's end of the socket by which the client comes. */
  channel: number
  /** How long `fork()` took. */
  forkMs: number
  startedMs: number
}

export class Spares {
  /** The oldest first. */
  #waiting: Spare[] = []
  /** They have been told to end, and have not been waited for yet. */
  readonly #retired = new Set<number>()

  /** How many wait for a client. */
  get size(): number {
    return this.#waiting.length
  }

  /** All that have not been waited for. */
  get pids(): number[] {
    return [...this.#waiting.map(({ pid }) => pid), ...this.#retired]
  }

  get channels(): number[] {
    return this.#waiting.map(({ channel }) => channel)
  }

  has(pid: number): boolean {
    return this.#retired.has(pid) || this.#waiting.some((spare) => spare.pid === pid)
  }

  add(spare: Spare): void {
    this.#waiting.push(spare)
  }

  /** One that gets a client: it is a spare no more. */
  take(): Spare | undefined {
    return this.#waiting.shift()
  }

  /** One that is to end. */
  retire(spare: Spare): void {
    this.#waiting = this.#waiting.filter(({ pid }) => pid !== spare.pid)
    this.#retired.add(spare.pid)
  }

  retireAll(): Spare[] {
    const all = this.#waiting
    for (const spare of all) this.retire(spare)
    return all
  }

  /** Removes one that has been waited for; undefined if it was to end, or is none. */
  remove(pid: number): Spare | undefined {
    this.#retired.delete(pid)
    const spare = this.#waiting.find((one) => one.pid === pid)
    this.#waiting = this.#waiting.filter((one) => one !== spare)
    return spare
  }
}
