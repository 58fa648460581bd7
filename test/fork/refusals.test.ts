// fork() throws where a child could not go on; nothing is lost then, and the next one works.
import { ALL_WELL } from '../fixtures/fork/common/checkup'
import { about, runProgram } from '../helpers/program'

const FORKED = 42

const table: [state: string, results: unknown[]][] = [
  ['from a worker thread', ['ERR_FORK_WORKER_THREAD', FORKED]],
  ['beside a live worker thread', ['ERR_FORK_WORKERS_ALIVE', 'ERR_FORK_WORKERS_ALIVE', FORKED]],
  ['beside a worker thread that is starting', ['ERR_FORK_WORKERS_ALIVE', FORKED]],
  ['with a job in the thread pool that does not end', ['ERR_FORK_BUSY_THREADS', FORKED]],
  ['with an open inspector', ['ERR_FORK_INSPECTOR', FORKED]],
]

test.each(table)('fork() %s: %j', async (state, results) => {
  const lines = await runProgram('fork/refusals', [state])
  expect(about(lines, 'results')).toMatchObject([{ results, checks: ALL_WELL }])
})

test('fork() with UV_USE_IO_URING: ERR_FORK_IO_URING, whatever the program sets it to', async () => {
  const env = { UV_USE_IO_URING: '1' }
  const lines = await runProgram('fork/refusals', ['with UV_USE_IO_URING'], { env })
  expect(lines).toMatchObject([{ results: ['ERR_FORK_IO_URING', 'ERR_FORK_IO_URING'] }])
})

test('fork() waits for a busy thread pool as long as quietMs says', async () => {
  const lines = await runProgram('fork/refusals', [
    'with a job in the thread pool that does not end',
  ])
  const waited = Number(about(lines, 'waited')[0]?.ms)
  expect(waited).toBeGreaterThanOrEqual(300)
  expect(waited).toBeLessThan(2000)
})

test.each([
  ['idle', 'ref'],
  ['idle', 'unref'],
  ['busy', 'ref'],
  ['waiting', 'unref'],
  ['waiting for a time', 'unref'],
])(
  'fork() beside a worker thread (%s, %s) older than realfork: ERR_FORK_WORKERS_ALIVE, until it has ended',
  async (...args) => {
    const lines = await runProgram('fork/older-worker', args)
    expect(lines).toMatchObject([{ results: ['ERR_FORK_WORKERS_ALIVE', FORKED] }])
  },
)

test.each(['process.exit', 'an empty event loop'])(
  'fork() after %s has begun to exit: ERR_FORK_EXITING',
  async (way) => {
    const lines = await runProgram('fork/refusals', ['after exit has begun', way])
    expect(lines).toMatchObject([{ results: ['ERR_FORK_EXITING'] }])
  },
)
