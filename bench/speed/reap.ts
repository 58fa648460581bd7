// How long it takes until nothing is left of many server processes that die at the same moment.
import { spawnSync } from 'node:child_process'
import { attempt, type Entry } from './fleet'
import { type Running, settle } from './launching'
import { hindrance } from './limits'
import { failures, hold } from './load'
import type { Plan } from './plan'
import { progress } from './progress'
import { type Column, note, type Row, rowsFor, type Section } from './results'
import { tools } from './tools'
import { treeOf } from './tree'

const columns: Column[] = [
  { key: 'deadMs', title: 'all are dead, ms', digits: 0 },
  {
    key: 'reapedMs',
    title: 'all are waited for, ms',
    digits: 0,
    plot: { title: 'Until all that have died are waited for, ms', better: 'less is better' },
  },
  { key: 'afterMs', title: 'the second after the first, ms', digits: 1 },
]

interface Death {
  count: number
  deadMs: number
  reapedMs: number
  left: number
}

const killAll = (pids: number[]): Death => {
  const { stdout, stderr, status } = spawnSync(tools.killAll, {
    input: pids.join('\n'),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const see = async ({ root, port, idleCount }: Running, row: Row, { dying, stepLimitMs }: Plan) => {
  const hindered = hindrance(dying, dying)
  if (hindered !== undefined) throw new Error(hindered)
  const clients = hold(port, dying)
  try {
    const idle = new Set(treeOf(root))
    const failed = failures(await clients.more(dying, stepLimitMs))
    if (failed !== undefined) throw new Error(`clients failed: ${failed}`)
    const { deadMs, reapedMs, left } = killAll(treeOf(root).filter((pid) => !idle.has(pid)))
    if (left > 0) note(row, `${left} are never waited for`)
    row.samples.push({ deadMs, reapedMs, afterMs: reapedMs - deadMs })
  } finally {
    await clients.leave()
    await settle(root, idleCount)
  }
}

export const measureReaping = async (entries: Entry[], plan: Plan): Promise<Section[]> => {
  if (!plan.measures.has('reap')) return []
  const dying = entries.filter(({ contestant }) => contestant.most > 0)
  const rows = rowsFor(dying.map(({ contestant }) => contestant))
  for (let round = 0; round < plan.dyingRounds; round++) {
    for (const entry of dying) {
      progress(`${plan.dying} die at once: ${entry.contestant.name}`)
      const row = rows.get(entry.contestant)
      if (row !== undefined) await attempt(entry, row, (server) => see(server, row, plan))
    }
  }
  const how =
    `${plan.dying} clients wait. All server processes get SIGKILL, one right after the other. The clock runs from the first ` +
    'signal until the last has ended (its pidfd is readable), which is what the kernel takes to free their memory, and ' +
    'until the last has been waited for (its pid is gone).'
  const title = `${plan.dying} processes that die at once`
  return [{ name: 'reap', title, how, columns, rows: [...rows.values()], ratios: true }]
}
