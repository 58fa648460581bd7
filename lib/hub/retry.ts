// Again and again, in growing distances, until it is time to give up. Its timers keep no process alive.

const FIRST_DELAY_MS = 10
const MAX_DELAY_MS = 1000
const GIVE_UP_MS = 10_000

export class Retry {
  readonly #attempt: () => void
  readonly #giveUp: () => void
  #delayMs = 0
  #next: NodeJS.Timeout | undefined
  #end: NodeJS.Timeout | undefined

  constructor(attempt: () => void, giveUp: () => void) {
    this.#attempt = attempt
    this.#giveUp = giveUp
  }

  /** Whether it is at it: from the first failure until `stop`, or until it gives up. */
  get active(): boolean {
    return this.#end !== undefined
  }

  /** To be told of each failure: tries at once after the first one, then ever later. */
  failed(): void {
    this.#end ??= setTimeout(() => {
      this.stop()
      this.#giveUp()
    }, GIVE_UP_MS).unref()
    clearTimeout(this.#next)
    this.#next = setTimeout(this.#attempt, this.#delayMs).unref()
    this.#delayMs = Math.min(Math.max(this.#delayMs * 2, FIRST_DELAY_MS), MAX_DELAY_MS)
  }

  stop(): void {
    clearTimeout(this.#next)
    clearTimeout(this.#end)
    this.#end = undefined
    this.#delayMs = 0
  }
}
