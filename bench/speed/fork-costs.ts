// What a fork costs: bench/fork.ts, run as a program of its own.
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { ForkCosts } from '../fork'
import { atEnd } from './at-end'
import type { Plan } from './plan'
import { progress } from './progress'
import { messageOf, show } from './results'
import { aligned } from './table'

export interface ForkSection {
  costs?: ForkCosts
  /** Why there are none. */
  note?: string
}

export const measureForks = async ({ measures, forkRounds }: Plan): Promise<ForkSection> => {
  if (!measures.has('fork')) return {}
  progress('fork() over the size of the heap')
  const words = ['run', '-s', 'bench:fork', '--', '--json', '--rounds', String(forkRounds)]
  const child = spawn('npm', words, { stdio: ['ignore', 'pipe', 'pipe'] })
  const forget = atEnd(() => child.kill('SIGTERM'))
  try {
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    const json = /^\{.*\}$/m.exec(stdout)?.[0]
    return json === undefined ? { note: stderr.trim().slice(-200) } : { costs: JSON.parse(json) }
  } catch (error) {
    return { note: messageOf(error) }
  } finally {
    forget()
  }
}

export const forkText = ({ costs, note }: ForkSection): string => {
  if (costs === undefined) return note === undefined ? '' : `Not measured: ${note}\n`
  const { rounds, heaps, childProcessUs } = costs
  const program = show(childProcessUs, 0)
  return `In an idle parent, medians of ${rounds} calls, ours and the bare \`_Fork(3)\` of the same process in turn, µs
until the call returns. child_process.fork() takes ${program} µs until the first message of its child comes, whatever the heap of the parent.

${aligned([
  ['heap MB', 'rss MB', 'fork() µs', '_Fork() µs', 'ratio', 'child_process.fork() / fork()'],
  ...heaps.map(({ heapMb, rssMb, forkUs, bareUs }) => [
    String(heapMb),
    String(rssMb),
    show(forkUs, 0),
    show(bareUs, 0),
    show(forkUs / bareUs, 2),
    show(childProcessUs / forkUs, 0),
  ]),
])}
`
}
