// How many clients may wait at once, and what the next one feels of them.
import { setTimeout as pause } from 'node:timers/promises'
import { CALM_MS, fill, LOOKED_AT, look, NEXT } from './crowd'
import { attempt, type Entry } from './fleet'
import { type Running, settle } from './launching'
import { availableMb, hindrance } from './limits'
import { hold } from './load'
import type { Plan } from './plan'
import { progress } from './progress'
import { type Column, note, type Row, type Section } from './results'
import { treeOf } from './tree'

const columns: Column[] = [
  { key: 'comeMs', title: 'the last of them come, ms', digits: 0 },
  { key: 'privateKb', title: 'private kB each', digits: 0 },
  { key: 'proportionalKb', title: 'proportional kB each', digits: 0 },
  {
    key: 'machineKb',
    title: 'kB of the machine each',
    digits: 0,
    plot: { title: 'Memory of the machine for a waiting client, kB', better: 'less is better' },
  },
  { key: 'tasks', title: 'threads each', digits: 1 },
  { key: 'nextUs', title: 'the next client: first byte, µs', digits: 0 },
  { key: 'nextMaxUs', title: 'slowest of 21, µs', digits: 0 },
  { key: 'answered', title: 'answer again', digits: 0 },
  { key: 'answerMs', title: 'within ms', digits: 0 },
]

interface Step {
  count: number
  row: Row
}

/** More and more, until something hinders it: then the row of that step says so, and those after it are left out. */
const climb = async (server: Running, most: number, steps: Step[], limitMs: number) => {
  const clients = hold(server.port, most)
  try {
    await pause(CALM_MS) // the kernel frees memory late
    const idle = { pids: new Set(treeOf(server.root)), availableKb: availableMb() * 1_024 }
    let from = 0
    let tasksEach = 1
    for (const { count, row } of steps) {
      progress(`${count} clients wait: ${row.contestant.name}`)
      const done = await attempt({ server }, row, async () => {
        const hindered = hindrance(Math.ceil(count * tasksEach), count)
        if (hindered !== undefined) throw new Error(hindered)
        const comeMs = await fill(clients, { from, to: count, limitMs })
        const { sample, failed } = await look(server, clients, count, idle)
        row.samples.push({ comeMs, ...sample })
        for (const text of failed) note(row, `clients failed: ${text}`)
        tasksEach = sample.tasks ?? 1
      })
      if (!done) return
      from = count
    }
  } finally {
    await clients.leave()
    await settle(server.root, server.idleCount)
  }
}

export const measureMany = async (entries: Entry[], plan: Plan): Promise<Section[]> => {
  if (!plan.measures.has('many')) return []
  const rows: Row[] = []
  for (const { contestant, ...entry } of entries) {
    const steps = plan.steps
      .filter((count) => count <= contestant.most)
      .map((count) => ({
        count,
        row: { contestant, detail: `${count} clients`, samples: [], notes: [] } as Row,
      }))
    const first = steps[0]?.row
    if (first === undefined) continue
    await attempt(entry, first, (server) => climb(server, contestant.most, steps, plan.stepLimitMs))
    const seen = ({ samples, notes }: Row) => samples.length > 0 || notes.length > 0
    rows.push(...steps.map(({ row }) => row).filter(seen))
  }
  return [{ name: 'many', title: 'Many clients at once', how, columns, rows, ratios: false }]
}

const how =
  'Clients come, 64 on their way at a time, exchange a message, and stay; and more, and more. Private and proportional ' +
  `memory are means of ${LOOKED_AT} sessions; the memory of the machine is what MemAvailable has lost, the kernel's own memory for ` +
  `processes and connections included, on both sides of them. Meanwhile ${NEXT} further clients come, one after the other, and then all that wait ` +
  'say another message at once. It stops when less than 2 GB of memory are available, or when a step takes too long; ' +
  'Python is not asked for 10 000, since it asks the kernel after each of its children whenever a client comes.'
