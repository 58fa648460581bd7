// When to leave the top sockets alone for a while. Pure.
import { BackOff } from './back-off'

/**
 * What may go wrong again and again: no descriptor or memory to accept with; no process to serve with;
 * server processes that die as soon as they begin.
 */
export type Trouble = 'accept' | 'fork' | 'death'

const FIRST_MS = 10
const LAST_MS = 1000
/** A server process that fails so soon has served nobody. */
const AT_ONCE_MS = 100
/** So many in a row are no accident. */
const DEATHS_IN_A_ROW = 10

export class Acceptance {
  readonly #backOff = {
    accept: new BackOff(FIRST_MS, LAST_MS),
    fork: new BackOff(FIRST_MS, LAST_MS),
    death: new BackOff(FIRST_MS, LAST_MS),
  }
  readonly #failures = { accept: 0, fork: 0, death: 0 }
  #resumesMs = 0
  /** When the present row of deaths began. */
  #rowMs = Number.POSITIVE_INFINITY

  /** When the pause ends; in the past if there is none. */
  get resumesMs(): number {
    return this.#resumesMs
  }

  /** Notes a failure, and pauses. True if it is the first of a row. */
  failed(trouble: Trouble, nowMs: number): boolean {
    this.#resumesMs = Math.max(this.#resumesMs, nowMs + this.#backOff[trouble].failed())
    return ++this.#failures[trouble] === 1
  }

  /** Notes a success. Returns how many failures had come before it. */
  succeeded(trouble: Trouble): number {
    const failures = this.#failures[trouble]
    this.#failures[trouble] = 0
    this.#backOff[trouble].succeeded()
    return failures
  }

  /**
   * Notes the end of a server process. True if it is the one that made us pause. `others` began after a
   * moment and live at another one: if some have outlived those that die, not all die.
   */
  ended(
    { well, lifeMs, nowMs }: { well: boolean; lifeMs: number; nowMs: number },
    others: (sinceMs: number, untilMs: number) => boolean,
  ): boolean {
    if (well || lifeMs > AT_ONCE_MS || others(this.#rowMs, nowMs - AT_ONCE_MS)) {
      this.succeeded('death')
    }
    if (well || lifeMs > AT_ONCE_MS) return false
    if (++this.#failures.death === 1) this.#rowMs = nowMs
    if (this.#failures.death < DEATHS_IN_A_ROW) return false
    this.#resumesMs = Math.max(this.#resumesMs, nowMs + this.#backOff.death.failed())
    return this.#failures.death === DEATHS_IN_A_ROW
  }
}
