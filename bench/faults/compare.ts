// Faults, side by side: prints the table and writes docs/comparison-faults.md. Status 1 if we fail.
import fs from 'node:fs'
import path from 'node:path'
import { type Cell, measure } from './cell'
import { accept, fork } from './exhaustion'
import { kill, listener, term } from './parent-ends'
import { peers } from './peers'
import { type Row, report, table } from './report'

const file = path.resolve(__dirname, '../../../docs/comparison-faults.md')

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => process.exit(2))

/** Those that mostly wait go on at once; those that measure the processor, alone. */
const measureAll = async (present: Omit<Row, 'cells'>[]): Promise<Row[]> => {
  const ends = await Promise.all(
    present.map(({ peer }) =>
      Promise.all([listener, term, kill].map((column) => measure(peer, column))),
    ),
  )
  const rows: Row[] = []
  for (const [at, { peer, version }] of present.entries()) {
    const cells: Cell[] = [...(ends[at] ?? [])]
    for (const column of [fork, accept]) cells.push(await measure(peer, column))
    console.error(`${peer.name} is done`)
    rows.push({ peer, version, cells })
  }
  return rows
}

const main = async () => {
  const found = peers.map((peer) => ({ peer, version: peer.version() }))
  const present = found.flatMap(({ peer, version }) => (version ? [{ peer, version }] : []))
  const missing = found.filter(({ version }) => version === undefined).map(({ peer }) => peer)
  for (const peer of missing) console.log(`${peer.name} is not installed: package ${peer.package}`)
  const comparison = {
    columns: [listener, term, kill, fork, accept],
    rows: await measureAll(present),
    missing,
  }
  console.log(table(comparison))
  fs.writeFileSync(file, report(comparison))
  const failed = comparison.rows.some(
    ({ peer, cells }) => peer.ours && cells.some(({ good }) => !good),
  )
  process.exitCode = failed ? 1 : 0
}

main()
