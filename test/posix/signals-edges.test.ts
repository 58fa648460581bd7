// Faults, worker threads, and actions that change while a signal is pending.
import { spawnFixture } from '../helpers/spawn-fixture'

describe('a fault of the process itself', () => {
  test.each(['SIGBUS', 'SIGTRAP', 'SIGABRT'])(
    '%s kills it, although it is caught',
    async (signal) => {
      const fixture = spawnFixture('fault', { args: [signal] })
      expect(await fixture.exited).toEqual({ code: null, signal })
      expect(await fixture.rest()).toEqual([])
    },
  )

  test("SIGSEGV of a WebAssembly access is still V8's", async () => {
    const fixture = spawnFixture('fault', { args: ['SIGSEGV'] })
    expect(await fixture.rest()).toEqual(['RuntimeError'])
    expect(await fixture.exited).toEqual({ code: 0, signal: null })
  })
})

describe('a signal that is pending when its action changes', () => {
  const outcome = async (action: string) => {
    const fixture = spawnFixture('pending', { args: [action] })
    return { ...(await fixture.exited), lines: await fixture.rest() }
  }

  test('takes the default action', async () =>
    expect(await outcome('default')).toEqual({ code: null, signal: 'SIGTERM', lines: [] }))
  test('is discarded by SIG_IGN', async () =>
    expect(await outcome('ignore')).toEqual({ code: 0, signal: null, lines: ['alive'] }))
  test('goes to the new handler', async () =>
    expect(await outcome('other')).toEqual({
      code: 0,
      signal: null,
      lines: ['the other handler', 'alive'],
    }))
})

test('a worker thread may not call sigaction(), and does not disturb the main thread', async () => {
  const fixture = spawnFixture('worker')
  expect(await fixture.take(3)).toEqual([
    'ERR_SIGACTION_WORKER_THREAD',
    'ERR_SIGACTION_WORKER_THREAD',
    'SIGUSR2',
  ])
  fixture.kill('SIGTERM')
  expect(await fixture.exited).toEqual({ code: 0, signal: null })
})

test('a child of fork() inherits handlers and nothing pending, and each process hears its own signals', async () => {
  const fixture = spawnFixture('fork-and-signals')
  const lines = await fixture.rest()
  // Blocked in waitpid(), the parent hears what was pending; the child runs meanwhile.
  expect(lines.slice(0, 2).sort()).toEqual(['child heard SIGUSR2', 'parent heard SIGHUP'])
  expect(lines.slice(2)).toEqual(['exit 5', 'parent heard SIGUSR2'])
  expect(await fixture.exited).toEqual({ code: 0, signal: null })
})
