// What fork() costs: against the bare system call in the same process, over the size of the parent's
// heap, and against child_process.fork() to its first message. --json for programs, --rounds N for the hasty.
import { fork as forkProgram } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { _exit, fork, waitpid } from 'realfork'
import { median, timed } from './statistics'

const { values: given } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '200' },
  },
})
const ROUNDS = Number(given.rounds)
const PROGRAM_ROUNDS = 10
const HEAPS_MB = [0, 50, 200]

const native = path.resolve(__dirname, '../../bench/native/build/Release/bare_fork.node')
const { bareFork } = require(native) as { bareFork: () => number }

/** Objects, not buffers: what a program's heap is made of. */
const fillHeap = (megabytes: number): object[] => {
  const kept: object[] = []
  const start = process.memoryUsage().heapUsed
  while (process.memoryUsage().heapUsed - start < megabytes * 2 ** 20) {
    for (let made = 0; made < 10_000; made++) kept.push({ made, list: [made] })
  }
  return kept
}

const timeOurs = () => {
  const [time, pid] = timed(() => fork())
  if (pid === 0) _exit(0)
  waitpid(pid)
  return time
}

const timeBare = () => {
  const [time, pid] = timed(bareFork)
  waitpid(pid)
  return time
}

/** Times are in microseconds. */
export interface HeapCost {
  heapMb: number
  rssMb: number
  forkUs: number
  bareUs: number
}

export interface ForkCosts {
  rounds: number
  heaps: HeapCost[]
  childProcessUs: number
}

const measure = (heapMb: number): HeapCost => {
  const kept = fillHeap(heapMb)
  global.gc?.()
  // Ours goes first: it makes the heap inheritable, and then the bare call copies as much.
  for (let round = 0; round < 10; round++) timeOurs()
  const ours: number[] = []
  const bare: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(timeOurs())
    bare.push(timeBare())
  }
  const rssMb = Math.round(process.memoryUsage().rss / 2 ** 20)
  kept.length = 0 // not before: it is what is measured
  return { heapMb, rssMb, forkUs: median(ours), bareUs: median(bare) }
}

const timeProgram = async () => {
  const start = process.hrtime.bigint()
  const child = forkProgram(path.join(__dirname, 'first-message.js'))
  await once(child, 'message')
  const time = Number(process.hrtime.bigint() - start) / 1_000
  child.disconnect()
  await once(child, 'exit')
  return time
}

const print = ({ rounds, heaps, childProcessUs }: ForkCosts) => {
  console.log(`fork() in an idle parent, node ${process.version}, medians of ${rounds} rounds`)
  console.log('heap MB   rss MB   fork() us   _Fork() us   ratio')
  for (const { heapMb, rssMb, forkUs, bareUs } of heaps) {
    const columns = [
      heapMb,
      rssMb,
      forkUs.toFixed(0),
      bareUs.toFixed(0),
      (forkUs / bareUs).toFixed(2),
    ]
    const widths = [7, 9, 12, 13, 8]
    console.log(columns.map((column, at) => String(column).padStart(widths[at] ?? 0)).join(''))
  }
  const first = heaps[0]?.forkUs ?? Number.NaN
  console.log(
    `child_process.fork() to its first message: ${(childProcessUs / 1_000).toFixed(0)} ms,`,
  )
  console.log(`${(childProcessUs / first).toFixed(0)} times fork() at an empty heap`)
}

const main = async () => {
  const heaps = HEAPS_MB.map(measure)
  const program: number[] = []
  for (let round = 0; round < PROGRAM_ROUNDS; round++) program.push(await timeProgram())
  const costs: ForkCosts = { rounds: ROUNDS, heaps, childProcessUs: median(program) }
  if (given.json) console.log(JSON.stringify(costs))
  else print(costs)
}

main()
