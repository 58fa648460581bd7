// Many signals, and signals at the worst moment.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Plan } from '../fixtures/catcher'
import { slowness } from '../fixtures/slowness'
import { spawnFixture } from '../helpers/spawn-fixture'

const ROUNDS = String(10_000 / slowness)
const STORM = 200_000 / slowness

describe('no wake-up is lost between the check and the sleep', () => {
  const hammer = async (signal: string, answer: string, plan: Plan, options: string[] = []) => {
    const fixture = spawnFixture('hammer', {
      args: [ROUNDS, signal, answer, JSON.stringify(plan), ...options],
    })
    expect(await fixture.line()).toBe('ok')
    expect(await fixture.exited).toEqual({ code: 0, signal: null })
  }

  test('of a read that continues', async () => {
    await hammer('SIGUSR1', 'SIGUSR1\n', {
      wait: 'read',
      catch: { SIGUSR1: { steps: ['print'], flags: ['SA_RESTART'] } },
    })
  })

  test('of a read that throws EINTR', async () => {
    await hammer('SIGUSR1', 'SIGUSR1\nEINTR read\n', {
      wait: 'read',
      catch: { SIGUSR1: { steps: ['print'] } },
    })
  })

  test('of a poll', async () => {
    await hammer('SIGUSR1', 'SIGUSR1\nEINTR poll\n', {
      wait: 'poll',
      catch: { SIGUSR1: { steps: ['print'], flags: ['SA_RESTART'] } },
    })
  })

  test('of the event loop', async () => {
    await hammer('SIGUSR1', 'SIGUSR1\n', { wait: 'loop', catch: { SIGUSR1: { steps: ['print'] } } })
  })

  // Its SIGPROF handler masks nothing. A real-time signal that is pending with it runs on top of it.
  test("beside the handler of V8's profiler", async () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-prof-'))
    try {
      await hammer(
        '36',
        'SIG36\n',
        { wait: 'read', catch: { 36: { steps: ['print'], flags: ['SA_RESTART'] } } },
        ['--cpu-prof', '--cpu-prof-interval=50', `--cpu-prof-dir=${directory}`],
      )
    } finally {
      fs.rmSync(directory, { recursive: true })
    }
  })
})

test.each(['loop', 'poll'])(
  `a storm of ${STORM} signals while the handler is swapped with SIG_IGN neither kills nor deafens (%s)`,
  async (wait) => {
    const fixture = spawnFixture('swapper', { args: [wait] })
    expect(await fixture.line()).toBe('ready')
    const senders = [0, 1].map(() =>
      spawnFixture('sender', { args: [`${fixture.pid}`, 'SIGUSR2', String(STORM / 2)] }),
    )
    for (const sender of senders) expect(await sender.exited).toEqual({ code: 0, signal: null })
    fixture.end()
    const [received, swaps] = (await fixture.line()).split(' ').map(Number) as [number, number]
    expect(received).toBeGreaterThan(0)
    expect(received).toBeLessThanOrEqual(STORM + 1)
    expect(swaps).toBeGreaterThan(100 / slowness)
    expect(await fixture.exited).toEqual({ code: 0, signal: null })
  },
)
