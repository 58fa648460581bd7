// Many signals, and signals at the worst moment.
import { SIGRTMAX, SIGRTMIN } from '../../lib'
import { startCatcher } from '../helpers/catcher'
import { see } from '../helpers/conformance'
import { pollUntil } from '../helpers/poll-until'
import { state } from '../helpers/proc'
import { spawnFixture } from '../helpers/spawn-fixture'

const PRINT = { steps: ['print'], flags: ['SA_RESTART' as const] }

test('S15 each real-time signal is heard as often as it was sent to a process that slept', async () => {
  const [lowest, highest] = [SIGRTMIN as number, SIGRTMAX as number]
  const signals = Array.from({ length: highest - lowest + 1 }, (_, at) => lowest + at)
  const sent = signals.filter((signal) => signal !== highest - 2).flatMap((one) => [one, one, one])
  const plan = Object.fromEntries(sent.map((signal) => [signal, PRINT]))
  const catcher = await startCatcher({ wait: 'read', catch: plan })
  catcher.kill('SIGSTOP')
  await pollUntil('it is stopped', () => state(catcher.pid) === 'T')
  for (const signal of sent) catcher.kill(signal)
  catcher.kill('SIGCONT')
  const expected = sent.map((signal) => `SIG${signal}`)
  expect((await catcher.take(sent.length)).sort()).toEqual(expected)
  catcher.end()
  expect(await catcher.rest()).toEqual([])
})

test('S16 10 000 of 10 000 signals arrive, either way, of which each waits for the one before', async () => {
  expect(await see('signal-floods', 'S16')).toEqual([10_000, 10_000])
})

test('S17 two signals of one instant are both delivered, 2 000 times, in the loop and in calls', async () => {
  expect(await see('signal-floods', 'S17')).toEqual({ SIGUSR1: 2_000, SIGUSR2: 2_000 })
})

test.each(['in the loop', 'in calls'])(
  'S18 a handler is swapped with SIG_IGN 1 000 times in a storm %s: no crash, 50 are heard, none too many',
  async (where) => {
    expect(await see('signal-swap', `S18 ${where}`)).toEqual({ code: 0, possible: true })
  },
)

const SLEEPS = [
  ['loop', 'SIGUSR1\n'],
  ['read', 'SIGUSR1\n'],
  ['poll', 'SIGUSR1\nEINTR poll\n'],
] as const

test.each(SLEEPS)(
  'S21 a signal that was raised before a sleep (%s) is heard in it',
  async (wait) => {
    const plan = { wait, catch: { SIGUSR1: PRINT }, raise: ['SIGUSR1' as const] }
    const catcher = await startCatcher(plan)
    expect(await catcher.line()).toBe('SIGUSR1')
  },
)

test.each(SLEEPS)(
  'S21 1 000 signals within 40 microseconds of the beginning of a sleep (%s) are all heard in it',
  async (wait, answer) => {
    const plan = JSON.stringify({ wait, catch: { SIGUSR1: PRINT } })
    const hammer = spawnFixture('hammer', { args: ['1000', 'SIGUSR1', answer, plan] })
    expect(await hammer.line()).toBe('ok')
    expect(await hammer.exited).toEqual({ code: 0, signal: null })
  },
)

test("S22 more signals than libuv's pipe holds block nobody, and handler and listener hear the next", async () => {
  expect(await see('signal-floods', 'S22')).toEqual({
    handler: 1,
    overflowed: true,
    next: [1, 1],
  })
})

test('S26 a handler that is removed while its signal is pending is not called, and no loop spins, of a child either', async () => {
  expect(await see('pending-removed', 'S26')).toEqual({
    heard: 0,
    idle: true,
    parent: true,
    child: 42,
  })
})
