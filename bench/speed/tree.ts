// All processes below one, and what they use, as the kernel tells.
import fs from 'node:fs'

/** Of /proc/PID/stat: proc_pid_stat(5). */
const TICK_US = 10_000

const read = (file: string): string => {
  try {
    return fs.readFileSync(file, 'latin1')
  } catch {
    return '' // it has ended
  }
}

const list = (folder: string): string[] => {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}

const childrenOf = (pid: number): number[] =>
  list(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  )

/** It and all below it, zombies too. */
export const treeOf = (root: number): number[] => {
  const pids = [root]
  for (let at = 0; at < pids.length; at++) {
    const pid = pids[at]
    if (pid !== undefined) pids.push(...childrenOf(pid))
  }
  return pids
}

/** The fields after the name, from the state on: the kernel's third is the first here. */
const statOf = (pid: number): string[] => {
  const stat = read(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

/** User and system time of them and of the children that they have waited for. A zombie still has its own. */
export const cpuUs = (pids: number[]): number =>
  sum(pids.map((pid) => sum(statOf(pid).slice(11, 15).map(Number)) * TICK_US))

export const countLiving = (pids: number[]): number =>
  pids.filter((pid) => /^[^ZX]$/.test(statOf(pid)[0] ?? '')).length

export const countTasks = (pids: number[]): number =>
  sum(pids.map((pid) => Number(statOf(pid)[17] ?? 0)))

export interface Memory {
  privateKb: number
  proportionalKb: number
}

const memoryOf = (pid: number): Memory => {
  const rollup = read(`/proc/${pid}/smaps_rollup`)
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1] ?? 0)
  return {
    privateKb: field('Private_Clean') + field('Private_Dirty'),
    proportionalKb: field('Pss'),
  }
}

export const memoryOfAll = (pids: number[]): Memory => {
  const each = pids.map(memoryOf)
  return {
    privateKb: sum(each.map(({ privateKb }) => privateKb)),
    proportionalKb: sum(each.map(({ proportionalKb }) => proportionalKb)),
  }
}
