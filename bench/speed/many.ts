// How many clients may wait at once, and what the next one feels of them.
import { setTimeout as pause } from 'node:timers/promises'
import { attempt, type Entry } from './fleet'
import { type Running, settle } from './launching'
import { availableMb, hindrance } from './limits'
import { failures, type Holding, hold } from './load'
import type { Plan } from './plan'
import { progress } from './progress'
import { type Column, note, type Row, type Sample, type Section } from './results'
import { countTasks, memoryOfAll, treeOf } from './tree'

const BATCH = 250
const LEAST_MB = 2_048
const LOOKED_AT = 200
const NEXT = 21
const CALM_MS = 1_000
const ANSWER_LIMIT_MS = 30_000

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

interface Idle {
  pids: Set<number>
  availableKb: number
}

/** Of the sessions, some are looked at, evenly. */
const memoryEach = (sessions: number[]) => {
  const step = Math.max(1, Math.floor(sessions.length / LOOKED_AT))
  const some = sessions.filter((_, at) => at % step === 0)
  const { privateKb, proportionalKb } = memoryOfAll(some)
  return { privateKb: privateKb / some.length, proportionalKb: proportionalKb / some.length }
}

interface Climb {
  from: number
  to: number
  limitMs: number
}

/** Lets clients come until there are so many. */
const fill = async (clients: Holding, { from, to, limitMs }: Climb): Promise<number> => {
  const beganMs = performance.now()
  for (let held = from; held < to; held += BATCH) {
    const leftMs = Math.round(limitMs - (performance.now() - beganMs))
    const stopped = (why: string) => new Error(`stopped at ${held}: ${why}`)
    const availableNow = Math.round(availableMb())
    if (availableNow < LEAST_MB) throw stopped(`${availableNow} MB of memory are left`)
    const load = await clients.more(Math.min(BATCH, to - held), Math.max(leftMs, 1))
    if (performance.now() - beganMs >= limitMs) throw stopped(`${limitMs / 1_000} s are over`)
    const failed = failures(load)
    if (failed !== undefined) throw stopped(failed)
  }
  return performance.now() - beganMs
}

const look = async ({ root }: Running, clients: Holding, count: number, idle: Idle) => {
  await pause(CALM_MS)
  const availableKb = availableMb() * 1_024
  const sessions = treeOf(root).filter((pid) => !idle.pids.has(pid))
  const tasks = countTasks(sessions) / count
  const memory = memoryEach(sessions)
  const next = await clients.next(NEXT, ANSWER_LIMIT_MS)
  const again = await clients.all(ANSWER_LIMIT_MS)
  const sample: Sample = {
    ...memory,
    machineKb: (idle.availableKb - availableKb) / count,
    tasks,
    nextUs: next.latencyP50Us ?? Number.NaN,
    nextMaxUs: next.latencyMaxUs ?? Number.NaN,
    answered: again.answered,
    answerMs: again.elapsedUs / 1_000,
  }
  return { sample, failed: [failures(next), failures(again)].filter((part) => part !== undefined) }
}

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
  'say another message at once. It stops when less than 2 GB of memory are available.'
