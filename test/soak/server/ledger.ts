// What the server tells, and what its clients have seen, entered against each other.
import type { Configuration } from './configuration'
import type { Outcome } from './plans'

type Limits = Configuration['limits']

const text = ({ code, signal }: Outcome) => `${signal ?? code}`

export class Ledger {
  readonly failures: string[] = []
  refused = 0
  /** Clients that did not stay to hear whether they are served. */
  unknown = 0
  forked = 0
  exited = 0
  dropped = 0
  /** Sessions that have ended as a failure. */
  failed = 0
  /** How often the last server process that there may be was started. */
  full = 0
  readonly #expected = new Map<number, Outcome>()
  readonly #ended = new Map<number, Outcome>()
  #limits: Limits

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get live(): number {
    return this.forked - this.exited
  }

  fail(text: string): void {
    this.failures.push(text)
  }

  /** A session has told its client its number. */
  expect(id: number, outcome: Outcome): void {
    this.#expected.set(id, outcome)
    this.#settle(id)
  }

  onFork(): void {
    this.forked++
    const { maxServers } = this.#limits
    if (this.live === maxServers) this.full++
    if (this.live > maxServers) this.fail(`${this.live} sessions at once, not ${maxServers}`)
  }

  onExit(id: number, { code, signal }: Outcome, reason: string | undefined): void {
    this.exited++
    if (code !== 0) this.failed++
    if (reason !== undefined) this.fail(`session ${id} was ended: ${reason}`)
    if (this.#ended.has(id)) this.fail(`session ${id} ended twice`)
    this.#ended.set(id, { code, signal })
    this.#settle(id)
  }

  /** From now on the server has other limits; its events come in their order. */
  onReload(limits: Limits): void {
    this.#limits = limits
  }

  #settle(id: number): void {
    const [expected, ended] = [this.#expected.get(id), this.#ended.get(id)]
    if (expected === undefined || ended === undefined) return
    this.#expected.delete(id)
    this.#ended.delete(id)
    if (text(expected) !== text(ended))
      this.fail(`session ${id} ended by ${text(ended)}, not by ${text(expected)}`)
  }

  /** When all is over: nobody may be left but sessions of clients that had not stayed. */
  close(): void {
    for (const [id, outcome] of this.#expected)
      this.fail(`session ${id} never ended, or not as an event: ${text(outcome)}`)
    for (const [id, outcome] of this.#ended)
      if (outcome.code !== 0)
        this.fail(`session ${id}, whose client had gone, ended by ${text(outcome)}`)
    const unheard = this.#ended.size + this.dropped - this.refused
    if (unheard !== this.unknown)
      this.fail(`${unheard} clients were not there any more, not ${this.unknown}`)
  }
}
