// Connections without end through one server, while sessions die in all ways, clients leave, and the limits
// change: prints a closing table, and exits with 1 if anything of it does not hold.
// Usage: node soak-server.js [connections] [seed]
import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { eachClient } from '../../helpers/client'
import { pollUntil } from '../../helpers/poll-until'
import { children } from '../../helpers/proc'
import { beClient } from './client'
import { allHold, print, type Row } from './closing-table'
import { Gauge } from './gauge'
import { LONE, type Plan, plans } from './plans'
import { countLines } from './stderr-log'
import { UnderTest } from './under-test'

const CONNECTIONS = Number(process.argv[2] ?? 100_000)
const SEED = Number(process.argv[3] ?? randomInt(2 ** 31))
const AT_A_TIME = 16
const RELOAD_EVERY = 250
const LOOK_EVERY = 100
const TELL_EVERY = 5_000
/** Then there is nothing more to learn. */
const FAILURES = 20
/** The heap of the daemon process has its size then, and what is compiled is compiled. */
const WARM = Math.min(10_000, CONNECTIONS / 2)
/**
 * How much the line through what is measured may rise from there on. Measured, on a server that keeps nothing:
 * the least RssAnon of each 1000 connections goes up and down between 13.8 and 15.0 MB, some 0.3 MB around its mean,
 * so a line through ten of them rises or falls by 0.3 MB by chance, through more of them by less. Over 100 000
 * connections this is 11 bytes each: no object is that small.
 */
const RISE_LIMIT_KB = 1000
/** Through fewer points there is no line worth the name. */
const FEWEST = 10_000
const SLOPE_LIMIT_KB = (RISE_LIMIT_KB / (CONNECTIONS - WARM)) * 1000

const descriptors = (pid: number) => fs.readdirSync(`/proc/${pid}/fd`).length

class Soak {
  readonly #server: UnderTest
  readonly #plans = plans(SEED)
  readonly #gauge: Gauge
  readonly #beganMs = performance.now()
  #done = 0
  reports = 0
  readonly descriptors: number[] = []

  constructor(server: UnderTest) {
    this.#server = server
    this.#gauge = new Gauge(server.daemonPid)
  }

  get slopeKb(): number {
    return this.#gauge.slope(WARM)
  }

  get lastKb(): number {
    return this.#gauge.lastKb
  }

  get eachMs(): number {
    return (performance.now() - this.#beganMs) / this.#done
  }

  async client(number: number): Promise<void> {
    const { ledger, ports } = this.#server
    if (ledger.failures.length >= FAILURES) return
    const plan = this.#plans.next().value
    if (number % RELOAD_EVERY === RELOAD_EVERY - 1) this.#server.reload()
    if (number % LOOK_EVERY === 0) this.#gauge.look(number)
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
      if (['throw', 'throw-later', 'reject'].includes(plan.order.way)) this.reports++
      ledger.expect(id, plan.outcome)
    }
  }

  #tell(): void {
    const { generation, ledger } = this.#server
    console.log(
      `${this.#done} connections, ${this.eachMs.toFixed(2)} ms each; ` +
        `RssAnon ${this.lastKb} kB; generation ${generation}; ${ledger.failures.length} failures`,
    )
  }
}

const closingTable = async (server: UnderTest, soak: Soak): Promise<Row[]> => {
  const { ledger, daemonPid } = server
  const { eachMs } = soak
  await server.reloaded()
  // Zombies among them: what is never waited for stays.
  const left = await pollUntil('sessions', () => children(daemonPid).length === 0, 20_000)
    .then(() => 0)
    .catch(() => children(daemonPid).length)
  await soak.alone()
  const stats = await server.stats()
  ledger.close()
  const { forked, exited, live, failed, dropped, eventsLost } = stats
  const [before, after] = soak.descriptors
  const status = await server.stop()
  const log = await countLines(server.stderr)
  const counted = forked === exited + live && live === 0
  const slope = soak.slopeKb
  return [
    {
      name: 'connections',
      value: CONNECTIONS,
      holds: forked + dropped.maxServers === CONNECTIONS + soak.descriptors.length,
    },
    { name: 'ms a connection', value: eachMs.toFixed(2) },
    { name: 'forked', value: forked, holds: counted && forked === ledger.forked },
    { name: 'exited', value: exited, holds: exited === ledger.exited },
    { name: 'live', value: live, holds: live === 0 },
    { name: 'failed', value: failed, holds: failed === ledger.failed },
    {
      name: 'refused at the limit',
      value: dropped.maxServers,
      holds: dropped.maxServers === ledger.dropped,
    },
    { name: 'times at the limit', value: ledger.full },
    { name: 'gone before they were greeted', value: ledger.unknown },
    {
      name: 'dropped otherwise',
      value: dropped.fork + dropped.maxServersPerSource,
      holds: dropped.fork + dropped.maxServersPerSource === 0,
    },
    { name: 'accept failures', value: stats.acceptFailures, holds: stats.acceptFailures === 0 },
    { name: 'events lost', value: eventsLost, holds: eventsLost === 0 },
    { name: 'not as expected', value: ledger.failures.length, holds: ledger.failures.length === 0 },
    { name: 'reloads', value: stats.generation, holds: stats.generation === server.requested },
    {
      name: 'reloads refused',
      value: log.refusedReloads,
      holds: log.refusedReloads === server.refusedReloads,
    },
    { name: 'uncaught errors reported', value: log.reports, holds: log.reports === soak.reports },
    { name: 'rows of deaths, throttled', value: log.throttled },
    { name: 'other lines of the log', value: log.others, holds: log.others === 0 },
    { name: 'zombies', value: left, holds: left === 0 },
    {
      name: 'descriptors of the daemon process',
      value: `${before}, then ${after}`,
      holds: after === before,
    },
    { name: 'RssAnon of the daemon process, kB', value: soak.lastKb },
    {
      name: 'slope, kB per 1000 connections',
      value: slope.toFixed(2),
      ...(CONNECTIONS >= FEWEST && { holds: slope < SLOPE_LIMIT_KB }),
    },
    { name: 'status of the top process', value: `${status}`, holds: status === 0 },
  ]
}

const main = async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-server-'))
  const server = new UnderTest(folder)
  process.once('exit', () => server.kill())
  await server.start()
  console.log(`node ${process.version}, seed ${SEED}, ${AT_A_TIME} at a time`)
  const soak = new Soak(server)
  await soak.alone()
  await eachClient(CONNECTIONS, AT_A_TIME, (number) => soak.client(number))
  const table = await closingTable(server, soak)
  print(table)
  for (const failure of server.ledger.failures.slice(0, FAILURES)) console.log(failure)
  if (!allHold(table)) {
    console.log(`stderr: ${server.stderr}`)
    process.exit(1)
  }
  fs.rmSync(folder, { recursive: true })
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
