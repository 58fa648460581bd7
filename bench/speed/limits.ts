// How many processes and descriptors there may be, and how much memory is left.
import fs from 'node:fs'
import { atEnd } from './at-end'

const PID_MAX = '/proc/sys/kernel/pid_max'
const THREADS_MAX = '/proc/sys/kernel/threads-max'
const WANTED = 4_194_304
/** Those of everybody else. */
const OTHERS = 2_000
const OTHER_FILES = 2_000

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

/** Whether this process may raise limits: capabilities(7), CAP_SYS_RESOURCE. */
const mayRaise = (): boolean => {
  const status = fs.readFileSync('/proc/self/status', 'latin1')
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  return ((effective >> 24n) & 1n) === 1n
}

/** What RLIMIT_NOFILE is to be for so many clients, as far as it may be. */
export const filesFor = (clients: number): number => {
  const wanted = clients + OTHER_FILES
  return mayRaise() ? wanted : Math.min(wanted, limit('Max open files'))
}

/** What hinders so many tasks or clients; undefined if nothing does. */
export const hindrance = (tasks: number, clients: number): string | undefined => {
  const mostTasks = Math.min(
    numberIn(PID_MAX),
    numberIn(THREADS_MAX),
    isRoot ? Number.POSITIVE_INFINITY : limit('Max processes'),
  )
  if (tasks + OTHERS > mostTasks) return `it needs ${tasks} tasks, and there may be ${mostTasks}`
  const mostFiles = filesFor(clients)
  if (clients + 100 > mostFiles)
    return `it needs ${clients} descriptors, and there may be ${mostFiles}`
  return undefined
}
