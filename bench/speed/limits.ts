// How many processes and descriptors there may be, and how much memory is left.
import fs from 'node:fs'
import { atEnd } from './at-end'

const PID_MAX = '/proc/sys/kernel/pid_max'
const THREADS_MAX = '/proc/sys/kernel/threads-max'
const WANTED = 4_194_304
/** Those of everybody else. */
const OTHERS = 2_000

const numberIn = (file: string): number => Number(fs.readFileSync(file, 'latin1'))

export const availableMb = (): number =>
  Number(/^MemAvailable:\s+(\d+)/m.exec(fs.readFileSync('/proc/meminfo', 'latin1'))?.[1]) / 1_024

/** Of this process, and of all that it starts, unless it is raised. */
const limit = (name: string): number => {
  const limits = fs.readFileSync('/proc/self/limits', 'latin1')
  const hard = new RegExp(`^${name} +\\S+ +(\\S+)`, 'm').exec(limits)?.[1]
  return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard)
}

const isRoot = process.getuid?.() === 0

/** Process ids for all the threads, as far as there is the right to it, until the run ends or it is taken back. */
export const raisePidMax = (): (() => void) => {
  const before = fs.readFileSync(PID_MAX, 'latin1')
  if (Number(before) >= WANTED) return () => {}
  try {
    fs.writeFileSync(PID_MAX, String(WANTED))
  } catch {
    return () => {} // the rows say what they lack
  }
  const restore = () => fs.writeFileSync(PID_MAX, before)
  const forget = atEnd(restore)
  return () => {
    forget()
    restore()
  }
}

/** What RLIMIT_NOFILE is to be for so many clients; the kernel lets root raise it. */
export const filesFor = (clients: number): number => {
  const wanted = 2 * clients + 1_000
  const most = limit('Max open files')
  return isRoot ? Math.max(wanted, most) : most
}

/** What hinders so many tasks or descriptors; undefined if nothing does. */
export const hindrance = (tasks: number, files: number): string | undefined => {
  const mostTasks = Math.min(
    numberIn(PID_MAX),
    numberIn(THREADS_MAX),
    isRoot ? Number.POSITIVE_INFINITY : limit('Max processes'),
  )
  if (tasks + OTHERS > mostTasks) return `it needs ${tasks} tasks, and there may be ${mostTasks}`
  const mostFiles = filesFor(files)
  if (files + 100 > mostFiles) return `it needs ${files} descriptors, and may have ${mostFiles}`
  return undefined
}
