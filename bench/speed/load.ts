// The load generator, which is a program of its own, and what it reports.
import { execFile, spawn } from 'node:child_process'
import readline from 'node:readline'
import { promisify } from 'node:util'
import { atEnd } from './at-end'
import { tools } from './tools'

/** As bench/load/tally.c prints it. */
export interface Load {
  held: number
  answered: number
  elapsedUs: number
  latencyP50Us: number | null
  latencyP99Us: number | null
  latencyMaxUs: number | null
  /** How late the load generator itself was. */
  latenessP99Us: number | null
  failed: { notConnected: number; closedEarly: number; wrongBytes: number; unanswered: number }
}

const words: Record<keyof Load['failed'], string> = {
  notConnected: 'not connected',
  closedEarly: 'closed early',
  wrongBytes: 'with wrong bytes',
  unanswered: 'unanswered',
}

/** "3 unanswered"; undefined if all is well. */
export const failures = ({ failed }: Load): string | undefined => {
  const seen = (Object.keys(words) as (keyof typeof words)[]).filter((kind) => failed[kind] > 0)
  if (seen.length === 0) return undefined
  return seen.map((kind) => `${failed[kind]} ${words[kind]}`).join(', ')
}

const run = promisify(execFile)

const generate = async (mode: string, numbers: number[]): Promise<Load> => {
  const running = run(tools.load, [mode, ...numbers.map(String)])
  const forget = atEnd(() => running.child.kill('SIGKILL'))
  const { stdout } = await running.finally(forget)
  return JSON.parse(stdout)
}

export interface Span {
  port: number
  forMs: number
  /** How long those that have come may take after it. */
  drainMs: number
}

export const closedLoop = ({ port, forMs, drainMs }: Span, atOnce: number): Promise<Load> =>
  generate('closed', [port, atOnce, forMs, drainMs])

export const openLoop = ({ port, forMs, drainMs }: Span, perSecond: number): Promise<Load> =>
  generate('open', [port, perSecond, forMs, drainMs])

/** Clients that stay. */
export interface Holding {
  /** So many more come, say a message and get it back. */
  more: (count: number, limitMs: number) => Promise<Load>
  /** One after the other comes, is served and leaves. */
  next: (count: number, limitMs: number) => Promise<Load>
  /** Each says another message. */
  all: (limitMs: number) => Promise<Load>
  /** All leave. */
  leave: () => Promise<void>
}

export const hold = (port: number, most: number): Holding => {
  const child = spawn(tools.load, ['hold', String(port), String(most)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const forget = atEnd(() => child.kill('SIGKILL'))
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.on('error', () => {}) // the next answer is missing then
  const ask = async (command: string, count: number, limitMs: number): Promise<Load> => {
    child.stdin.write(`${command} ${count} ${limitMs}\n`)
    const { value } = await lines.next()
    if (value === undefined) throw new Error('the load generator has ended')
    return JSON.parse(value)
  }
  return {
    more: (count, limitMs) => ask('more', count, limitMs),
    next: (count, limitMs) => ask('next', count, limitMs),
    all: (limitMs) => ask('all', 0, limitMs),
    leave: async () => {
      child.stdin.end()
      await exited
      forget()
    },
  }
}
