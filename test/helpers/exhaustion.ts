// Taking things away from a process that runs, and seeing what it does with what is left.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuMs } from './proc'

/** The least that poll() needs for its table. */
const FEW = 5

const setLimit = (pid: number, limit: number, as: string[]) => {
  const [file = '', ...args] = [...as, 'prlimit', '--pid', String(pid), `--nofile=${limit}:`]
  execFileSync(file, args)
}

/**
 * From now on the process can open nothing from this number on, by default nothing at all. What is
 * somebody else's may only be limited as that user.
 */
export const limitFiles = (pid: number, limit = FEW, as: string[] = []): void =>
  setLimit(pid, limit, as)

/** The lowest number that a process has no descriptor of. */
export const lowestFree = (pid: number): number => {
  const open = new Set(fs.readdirSync(`/proc/${pid}/fd`).map(Number))
  for (let fd = 0; ; fd++) if (!open.has(fd)) return fd
}

/** Takes the limit away, as far as the hard limit. */
export const unlimitFiles = (pid: number, as: string[] = []): void => {
  const limits = fs.readFileSync(`/proc/${pid}/limits`, 'utf8')
  const hard = /^Max open files +\S+ +(\d+)/m.exec(limits)?.[1]
  setLimit(pid, Number(hard), as)
}

/** Which part of a processor a process uses over some time. */
export const loadOf = async (pid: number, durationMs: number): Promise<number> => {
  const [beganMs, before] = [performance.now(), cpuMs(pid)]
  await pause(durationMs)
  return (cpuMs(pid) - before) / (performance.now() - beganMs)
}

/** How often a pattern is in a text. */
export const countOf = (text: string, pattern: RegExp): number =>
  [...text.matchAll(new RegExp(pattern, 'g'))].length
