// Each round visits every server, beginning with another one each time.
import { connections } from './connections'
import { attempt, type Entry } from './fleet'
import { latency } from './latency'
import { memory } from './memory'
import type { Plan } from './plan'
import { progress } from './progress'
import { note, rowsFor, type Section } from './results'
import type { Visit } from './visit'

const visits: Visit[] = [connections, latency, memory]

const rotated = <T>(list: T[], by: number): T[] => {
  const at = by % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}

export const measureInRounds = async (entries: Entry[], plan: Plan): Promise<Section[]> => {
  const tables = visits
    .filter(({ name }) => plan.measures.has(name))
    .map((visit) => ({ visit, rows: rowsFor(entries.map(({ contestant }) => contestant)) }))
  if (tables.length === 0) return []
  for (let round = 0; round < plan.rounds; round++) {
    for (const entry of rotated(entries, round)) {
      progress(`round ${round + 1} of ${plan.rounds}: ${entry.contestant.name}`)
      for (const { visit, rows } of tables) {
        const row = rows.get(entry.contestant)
        if (row === undefined) continue
        await attempt(entry, row, async (server) => {
          const { sample, failed } = await visit.see(entry.contestant, server, plan)
          row.samples.push(sample)
          if (failed !== undefined) note(row, `clients failed: ${failed}`)
        })
      }
    }
  }
  return tables.map(({ visit: { name, title, how, columns }, rows }) => ({
    name,
    title,
    how: how(plan),
    columns,
    rows: [...rows.values()],
    ratios: true,
  }))
}
