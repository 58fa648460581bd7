// All servers run all the time, and each round visits every one, beginning with another each time.
import { launch, type Running, settle } from './launching'
import { closedLoop } from './load'
import type { Plan } from './plan'
import { progress } from './progress'
import { messageOf, note, type Row, rowsFor, type Section } from './results'
import type { Contestant } from './servers'
import { type Visit, visits } from './visits'

const WARM_UP = { forMs: 200, drainMs: 10_000, atOnce: 4 }

interface Entry {
  contestant: Contestant
  server: Running
}

/** Starts it and lets it do everything once; undefined, with a note in all its rows, if it cannot be. */
const start = async (contestant: Contestant, rows: Row[]): Promise<Entry | undefined> => {
  try {
    const server = await launch(contestant)
    await closedLoop({ port: server.port, ...WARM_UP }, WARM_UP.atOnce)
    return { contestant, server: { ...server, idleCount: await settle(server.root) } }
  } catch (error) {
    for (const row of rows) note(row, `not measured: ${messageOf(error)}`)
    return undefined
  }
}

const see = async ({ contestant, server }: Entry, visit: Visit, row: Row, plan: Plan) => {
  try {
    const { sample, failed } = await visit.see(contestant, server, plan)
    row.samples.push(sample)
    if (failed !== undefined) note(row, `clients failed: ${failed}`)
  } catch (error) {
    note(row, `not measured: ${messageOf(error)}`)
  }
}

const rotated = <T>(list: T[], by: number): T[] => {
  const at = by % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}

export const measureInRounds = async (
  contestants: Contestant[],
  plan: Plan,
): Promise<Section[]> => {
  const wanted = visits.filter(({ name }) => plan.measures.has(name))
  if (wanted.length === 0) return []
  const tables = wanted.map((visit) => ({ visit, rows: rowsFor(contestants) }))
  const rowsOf = (contestant: Contestant) =>
    tables.flatMap(({ rows }) => rows.get(contestant) ?? [])
  const entries: Entry[] = []
  for (const contestant of contestants) {
    progress(`starts ${contestant.name}`)
    const entry = await start(contestant, rowsOf(contestant))
    if (entry !== undefined) entries.push(entry)
  }
  for (let round = 0; round < plan.rounds && entries.length > 0; round++) {
    for (const entry of rotated(entries, round)) {
      progress(`round ${round + 1} of ${plan.rounds}: ${entry.contestant.name}`)
      for (const { visit, rows } of tables) {
        const row = rows.get(entry.contestant)
        if (row !== undefined) await see(entry, visit, row, plan)
      }
    }
  }
  for (const { server } of entries) await server.end()
  return tables.map(({ visit: { name, title, how, columns }, rows }) => ({
    name,
    title,
    how: how(plan),
    columns,
    rows: [...rows.values()],
    ratios: true,
  }))
}
