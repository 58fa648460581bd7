// The clients of the soak, the reloads among them, and the looks at the daemon process.
import fs from 'node:fs'
import { pollUntil } from '../../helpers/poll-until'
import { children } from '../../helpers/proc'
import { beClient } from './client'
import { Gauge } from './gauge'
import { LONE, type Plan, plans } from './plans'
import type { UnderTest } from './under-test'

const RELOAD_EVERY = 250
const LOOK_EVERY = 100
const TELL_EVERY = 5_000
/** Then there is nothing more to learn. */
export const FAILURES = 20

const REPORTED = ['throw', 'throw-later', 'reject']

const descriptors = (pid: number) => fs.readdirSync(`/proc/${pid}/fd`).length

export class Traffic {
  readonly #server: UnderTest
  readonly #plans: Iterator<Plan, never>
  readonly gauge: Gauge
  readonly #beganMs = performance.now()
  #done = 0
  reports = 0
  readonly descriptors: number[] = []

  constructor(server: UnderTest, seed: number) {
    this.#server = server
    this.#plans = plans(seed)
    this.gauge = new Gauge(server.daemonPid)
  }

  get eachMs(): number {
    return (performance.now() - this.#beganMs) / this.#done
  }

  async client(number: number): Promise<void> {
    const { ledger, ports } = this.#server
    if (ledger.failures.length >= FAILURES) return
    const plan = this.#plans.next().value
    if (number % RELOAD_EVERY === RELOAD_EVERY - 1) this.#server.reload()
    if (number % LOOK_EVERY === 0) this.gauge.look(number)
    await this.#attempt(ports[number % ports.length] as number, plan).catch((error) =>
      ledger.fail(`client ${number} (${plan.name}): ${error}`),
    )
    if (++this.#done % TELL_EVERY === 0) this.#tell()
  }

  /** A client of its own, after which the daemon process holds nothing in reserve. */
  async alone(): Promise<void> {
    const { ledger, ports, daemonPid } = this.#server
    await this.#attempt(ports[0] as number, LONE)
      .then(() => pollUntil('it was removed', () => children(daemonPid).length === 0))
      .catch((error) => ledger.fail(`${error}`))
    this.descriptors.push(descriptors(daemonPid))
  }

  async #attempt(port: number, plan: Plan): Promise<void> {
    const { ledger, generation: least } = this.#server
    const reception = await beClient(port, plan)
    if (reception.as === 'refused') ledger.refused++
    else if (reception.as === 'unknown') ledger.unknown++
    else {
      const { id, generation } = reception
      if (generation < least || generation > this.#server.requested)
        ledger.fail(`session ${id} has generation ${generation}, not ${least} or a later one`)
      if (REPORTED.includes(plan.order.way)) this.reports++
      ledger.expect(id, plan.outcome)
    }
  }

  #tell(): void {
    const { generation, ledger } = this.#server
    console.log(
      `${this.#done} connections, ${this.eachMs.toFixed(2)} ms each; ` +
        `RssAnon ${this.gauge.lastKb} kB; generation ${generation}; ${ledger.failures.length} failures`,
    )
  }
}
