// A child has its parent's helper threads when it needs them, whatever their number, its heap and its
// descriptors.
import fs from 'node:fs'

import { about, type ProgramOptions, runProgram, startProgram } from '../helpers/program'

const JOBS = 40

interface ThreadSeen {
  name: string
  /** Node's watcher of SIGUSR1 blocks every signal, and is left out of the child. */
  blocksAll: boolean
}

const threads = (pid: number): ThreadSeen[] =>
  fs
    .readdirSync(`/proc/${pid}/task`)
    .map((tid) => fs.readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8'))
    .map((status) => ({
      name: /^Name:\s*(.*)$/m.exec(status)?.[1] ?? '',
      blocksAll: /^SigBlk:\s*fffffff/m.test(status),
    }))

// A thread that is leaving the freeze handler blocks every signal, too, until it gets a processor.
const settledThreads = async (pid: number): Promise<ThreadSeen[]> => {
  const deadline = performance.now() + 10_000
  for (;;) {
    const seen = threads(pid)
    if (seen.filter(({ blocksAll }) => blocksAll).length <= 1) return seen
    if (performance.now() > deadline) throw new Error(`threads stay blocked: ${names(seen)}`)
    await new Promise(setImmediate)
  }
}

const names = (seen: ThreadSeen[]) => seen.map(({ name }) => name).sort()

/** The names that are missing, each as often as it is. */
const without = (all: string[], those: string[]): string[] => {
  const left = [...all]
  for (const name of those) {
    const at = left.indexOf(name)
    if (at === -1) throw new Error(`${name} is not among ${all}`)
    left.splice(at, 1)
  }
  return left
}

interface Need {
  flags?: string[]
  env?: NodeJS.ProcessEnv
  /** Of the heap, more than Node's own. */
  megabytes?: number
  descriptors?: number
  servers?: number
}

const forkWith = async ({ megabytes = 0, descriptors = 0, servers = 0, ...options }: Need) => {
  const args = [JOBS, megabytes, descriptors, servers].map(String)
  const program = startProgram('fork/threads', args, options as ProgramOptions)
  const [parent, child] = await Promise.all([program.said('parent'), program.said('child')])
  const seen = {
    parent: await settledThreads(parent.pid),
    child: await settledThreads(child.pid),
  }
  program.tell('end')
  const { code, stderr, lines } = await program.end()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(about(lines, 'reaped')).toMatchObject([{ code: 42 }])
  for (const line of [parent, child]) expect(line).toMatchObject({ jobs: JOBS, intact: true })
  return { ...seen, open: { parent: Number(parent.open), child: Number(child.open) } }
}

const table: [process: string, need: Need, atLeast: number][] = [
  ['as it is', {}, 4],
  ['with UV_THREADPOOL_SIZE=64', { env: { UV_THREADPOOL_SIZE: '64' } }, 64],
  ['with UV_THREADPOOL_SIZE=1', { env: { UV_THREADPOOL_SIZE: '1' } }, 1],
  ['with --v8-pool-size=1', { flags: ['--v8-pool-size=1'] }, 4],
  ['with --v8-pool-size=16', { flags: ['--v8-pool-size=16'] }, 20],
  ['with --single-threaded-gc', { flags: ['--single-threaded-gc'] }, 4],
  ['with 300 MB of objects', { megabytes: 300 }, 4],
]

test.each(table)(
  'a process %s: its child has the threads that it uses, under the same names, and they work',
  async (_, need, atLeast) => {
    const { parent, child } = await forkWith(need)
    expect(parent.length).toBeGreaterThan(atLeast)
    const couldCome = names(parent.filter(({ blocksAll }) => !blocksAll))
    expect(parent.length - couldCome.length).toBeLessThanOrEqual(1)
    // Nobody has used the one that waits for what V8 wants done later.
    expect(without(couldCome, names(child))).toEqual([
      expect.stringMatching(/^(node|DelayedTaskSche)$/),
    ])
  },
)

test('a process with 3000 files and 500 servers: its child has them all', async () => {
  const { open } = await forkWith({ descriptors: 3000, servers: 500 })
  expect(open.parent).toBeGreaterThan(3500)
  // Rings are not inherited; there are three at most.
  expect(open.parent - open.child).toBeGreaterThanOrEqual(0)
  expect(open.parent - open.child).toBeLessThanOrEqual(3)
})

test('with fewer than two descriptors free, fork() fails with EMFILE; with two, the child is whole', async () => {
  const launcher = ['prlimit', '--nofile=100:100']
  const lines = await runProgram('fork/few-descriptors', [], { launcher })
  expect(lines.map(({ free, result, works }) => [free, result, works])).toEqual([
    [0, 'EMFILE: too many open files, fork', true],
    [1, 'EMFILE: too many open files, fork', true],
    [2, 42, true],
    [3, 42, true],
    [4, 42, true],
    [5, 42, true],
    [6, 42, true],
  ])
})
