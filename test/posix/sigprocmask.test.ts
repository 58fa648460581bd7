// Signals that are held back, by sigprocmask(), in a program of its own.
import os from 'node:os'

import { SIG_BLOCK, sigprocmask } from '../../lib'
import { pollUntil } from '../helpers/poll-until'
import { signalSetHas } from '../helpers/proc'
import { fixtureValue, runFixture } from '../helpers/run-fixture'
import { spawnFixture } from '../helpers/spawn-fixture'
import { tgkill } from '../helpers/tgkill'

const { SIGUSR2 } = os.constants.signals

const see = (scenario: string) => fixtureValue('posix/mask', scenario)

test('each call returns the mask until then, and the kernel has the new one', async () => {
  expect(await see('masks')).toEqual({
    steps: [
      [],
      ['SIGHUP', 'SIGUSR2'],
      ['SIGHUP', 'SIGUSR2'],
      ['SIGHUP', 'SIGUSR2', 'SIGTERM'],
      ['SIGUSR2', 'SIGTERM'],
      ['SIGWINCH'],
    ],
    kernel: [false, true],
    realtime: ['SIG34', 'SIG40'],
    left: [],
  })
})

test('what cannot be blocked is left out, and the rest is blocked', async () => {
  const { added, missing, reserved } = (await see('unblockable')) as Record<string, unknown>
  expect(added).toEqual(['SIGHUP'])
  expect(missing).toEqual([9, 19, 32, 33, reserved])
})

describe.each(['loop', 'read'])('a program that waits in the %s', (wait) => {
  test('does not hear a blocked signal, which is pending in the kernel until it is unblocked', async () => {
    const fixture = spawnFixture('posix/mask-outside', { args: [wait] })
    expect(await fixture.line()).toBe('ready')
    fixture.kill('SIGUSR2')
    await pollUntil('the signal is pending', () =>
      (['SigPnd', 'ShdPnd'] as const).some((set) => signalSetHas(fixture.pid, set, SIGUSR2)),
    )
    fixture.write('still there\n')
    expect(await fixture.line()).toBe('still there')
    fixture.write('unblock\n')
    expect(await fixture.take(2)).toEqual(['unblock', 'SIGUSR2'])
    fixture.kill('SIGUSR2')
    expect(await fixture.line()).toBe('SIGUSR2')
    fixture.end()
    expect(await fixture.exited).toEqual({ code: 0, signal: null })
  })

  test('hears a blocked signal once, however many were sent to its main thread', async () => {
    const fixture = spawnFixture('posix/mask-outside', { args: [wait] })
    expect(await fixture.line()).toBe('ready')
    for (let i = 0; i < 3; i++) tgkill(fixture.pid, fixture.pid, 'SIGUSR2')
    fixture.write('unblock\n')
    expect(await fixture.take(2)).toEqual(['unblock', 'SIGUSR2'])
    fixture.write('more?\n')
    expect(await fixture.line()).toBe('more?')
    fixture.end()
    expect(await fixture.rest()).toEqual([])
  })
})

test.each(['before JavaScript heard it', 'before JavaScript heard it, read'])(
  'a signal that is blocked after it came, but %s, waits as well',
  async (scenario) => {
    expect(await see(scenario)).toEqual({ blocked: [], unblocked: ['SIGUSR2'] })
  },
)

test('blocked real-time signals queue', async () => {
  expect(await see('queue')).toEqual({ blocked: [], unblocked: ['SIG34', 'SIG34', 'SIG34'] })
})

test('a handler that blocks a signal does so until it returns', async () => {
  expect(await see('in a handler')).toEqual({
    masks: [['SIGHUP', 'SIGUSR2'], [], []],
    afterwards: ['SIGUSR2'],
  })
})

test('other signals are heard meanwhile', async () => {
  expect(await see('other signals')).toEqual(['SIGHUP'])
})

describe('a helper thread, which does not share the mask, takes a blocked signal', () => {
  test('for a listener of process.on', async () => {
    expect(await see('listener')).toBe('SIGUSR2')
  })

  test('for the default action', async () => {
    expect(await runFixture('posix/mask', ['default action'])).toMatchObject({ signal: 'SIGTERM' })
  })
})

test('a program that child_process starts blocks nothing', async () => {
  expect(await see('programs')).toMatch(/^0+$/)
})

test('a child of fork() inherits the mask, and nothing that is pending', async () => {
  expect(await see('fork')).toEqual({
    child: { inherited: ['SIGHUP', 'SIGUSR2'], blocked: [], heard: ['SIGHUP'] },
    parent: { blocked: [], heard: ['SIGUSR2'] },
  })
})

test('a worker thread may not call sigprocmask()', async () => {
  expect(await see('worker')).toEqual({
    codes: ['ERR_SIGPROCMASK_WORKER_THREAD', 'ERR_SIGPROCMASK_WORKER_THREAD'],
    mask: [],
  })
})

describe('wrong arguments', () => {
  test.each([[null], ['SIGHUP'], [{ length: 0 }], [new Set()]])('the signals %p', (signals) => {
    expect(() => sigprocmask(SIG_BLOCK, signals as never)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: expect.stringContaining('The "signals" argument must be an instance of Array.'),
      }),
    )
  })

  test.each([
    ['SIGFOO', 'ERR_UNKNOWN_SIGNAL'],
    [0, 'ERR_OUT_OF_RANGE'],
    [65, 'ERR_OUT_OF_RANGE'],
    [1.5, 'ERR_OUT_OF_RANGE'],
    [null, 'ERR_INVALID_ARG_TYPE'],
    [undefined, 'ERR_INVALID_ARG_TYPE'],
  ])('the signal %p, and nothing is blocked', (signal, code) => {
    const signals = ['SIGHUP', signal] as NodeJS.Signals[]
    expect(() => sigprocmask(SIG_BLOCK, signals)).toThrow(expect.objectContaining({ code }))
    expect(sigprocmask(SIG_BLOCK)).not.toContain('SIGHUP')
  })

  test('a hole', () => {
    expect(() => sigprocmask(SIG_BLOCK, Array(1))).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    )
  })
})
