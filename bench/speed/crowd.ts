// Many clients that wait: how they come, and what is seen of them.
import { setTimeout as pause } from 'node:timers/promises'
import type { Running } from './launching'
import { availableMb } from './limits'
import { failures, type Holding } from './load'
import type { Sample } from './results'
import { countTasks, memoryOfAll, treeOf } from './tree'

const BATCH = 250
const LEAST_MB = 2_048
export const LOOKED_AT = 200
export const NEXT = 21
export const CALM_MS = 1_000
const ANSWER_LIMIT_MS = 30_000

export interface Idle {
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
export const fill = async (clients: Holding, { from, to, limitMs }: Climb): Promise<number> => {
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

export const look = async ({ root }: Running, clients: Holding, count: number, idle: Idle) => {
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
