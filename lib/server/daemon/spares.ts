// The table of server processes that were forked ahead and wait for a client. Pure, no system call.

export interface Spare {
  pid: number
  /** The daemon process's end of the socket by which they talk; -1: the other end is closed. */
  channel: number
  /** Whether it asks before it serves, and has not been told to end: to whom nothing more can be said, that is a yes. */
  asks: boolean
  /** How long `fork()` took. */
  forkMs: number
  startedMs: number
}

export class Spares {
  #waiting: Spare[] = []
  /** They are to end, or are about to, and have not been waited for yet. */
  #retired: Spare[] = []

  /** How many wait for a client. */
  get size(): number {
    return this.#waiting.length
  }

  /** How many have not been waited for. */
  get count(): number {
    return this.#waiting.length + this.#retired.length
  }

  get all(): Spare[] {
    return [...this.#waiting, ...this.#retired]
  }

  /** All that have not been waited for. */
  get pids(): number[] {
    return this.all.map(({ pid }) => pid)
  }

  /** Those that may still have something to say. */
  get open(): Spare[] {
    return this.all.filter(({ channel }) => channel !== -1)
  }

  get(pid: number): Spare | undefined {
    return this.all.find((spare) => spare.pid === pid)
  }

  add(spare: Spare): void {
    this.#waiting.push(spare)
  }

  /** It gets no client any more. */
  retire(spare: Spare): void {
    if (!this.#waiting.includes(spare)) return
    this.#waiting = this.#waiting.filter((one) => one !== spare)
    this.#retired.push(spare)
  }

  /** It has a client, or has been waited for. */
  remove(spare: Spare): void {
    this.#waiting = this.#waiting.filter((one) => one !== spare)
    this.#retired = this.#retired.filter((one) => one !== spare)
  }
}
