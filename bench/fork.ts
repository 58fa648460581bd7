// What fork() costs: against the bare system call in the same process, over the size of the parent's
// heap, and against child_process.fork() to its first message.
import { fork as forkProgram } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { _exit, fork, waitpid } from 'realfork'
import { median, timed } from './statistics'

const ROUNDS = 200
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

const measure = (heapMb: number) => {
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
  const rss = Math.round(process.memoryUsage().rss / 2 ** 20)
  return { heapMb, rss, ours: median(ours), bare: median(bare), kept: kept.length }
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

const main = async () => {
  console.log(`fork() in an idle parent, node ${process.version}, medians of ${ROUNDS} rounds`)
  console.log('heap MB   rss MB   fork() us   _Fork() us   ratio')
  const results = HEAPS_MB.map(measure)
  for (const { heapMb, rss, ours, bare } of results) {
    const columns = [heapMb, rss, ours.toFixed(0), bare.toFixed(0), (ours / bare).toFixed(2)]
    const widths = [7, 9, 12, 13, 8]
    console.log(columns.map((column, at) => String(column).padStart(widths[at] ?? 0)).join(''))
  }
  const program: number[] = []
  for (let round = 0; round < PROGRAM_ROUNDS; round++) program.push(await timeProgram())
  const first = results[0]?.ours ?? Number.NaN
  console.log(
    `child_process.fork() to its first message: ${(median(program) / 1_000).toFixed(0)} ms,`,
  )
  console.log(`${(median(program) / first).toFixed(0)} times fork() at an empty heap`)
}

main()
