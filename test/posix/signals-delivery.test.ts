// Signals reach their JavaScript handlers, in the event loop and in blocking calls.
import os from 'node:os'
import { startCatcher } from '../helpers/catcher'
import { pollUntil } from '../helpers/poll-until'
import { sleepsInRead, state } from '../helpers/proc'
import type { Fixture } from '../helpers/spawn-fixture'
import { tgkill, willing } from '../helpers/tgkill'

const asleep = (fixture: Fixture, fd = 0) =>
  pollUntil('the fixture sleeps in read', () => sleepsInRead(fixture.pid, fd))

const WAITS = ['loop', 'read'] as const

// S01
const CATCHABLE =
  'ABRT ALRM BUS CHLD CONT FPE HUP ILL INT PIPE POLL PROF QUIT SEGV SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM XCPU XFSZ'
    .split(' ')
    .map((name) => `SIG${name}`)
    .filter((name) => name in os.constants.signals)

describe.each(WAITS)('waiting in the %s', (wait) => {
  test('each of 26 signals reaches its handler', async () => {
    const print = { steps: ['print'], flags: ['SA_RESTART' as const] }
    const fixture = await startCatcher({
      wait,
      catch: Object.fromEntries(CATCHABLE.map((name) => [name, print])),
    })
    for (const name of CATCHABLE) {
      fixture.kill(name as NodeJS.Signals)
      // Where two names share a number, either will do.
      const { signals } = os.constants
      const seen = (await fixture.line()) as NodeJS.Signals
      expect(signals[seen]).toBe(signals[name as NodeJS.Signals])
    }
    fixture.end()
    expect(await fixture.exited).toEqual({ code: 0, signal: null })
  })

  test('10 000 of 10 000 dependent signals are delivered', async () => {
    const fixture = await startCatcher({
      wait,
      catch: { SIGUSR1: { steps: ['print'], flags: ['SA_RESTART'] } },
    })
    for (let sent = 0; sent < 10_000; sent++) {
      fixture.kill('SIGUSR1')
      await fixture.line()
    }
    fixture.end()
    expect(await fixture.rest()).toEqual([])
  })

  test('two signals of one instant are both delivered, the lower number first', async () => {
    const print = { steps: ['print'], flags: ['SA_RESTART' as const] }
    const fixture = await startCatcher({ wait, catch: { SIGUSR1: print, SIGUSR2: print } })
    for (let round = 0; round < 200; round++) {
      fixture.kill('SIGSTOP')
      await pollUntil('the fixture is stopped', () => state(fixture.pid) === 'T')
      fixture.kill('SIGUSR2')
      fixture.kill('SIGUSR1')
      fixture.kill('SIGCONT')
      expect(await fixture.take(2)).toEqual(['SIGUSR1', 'SIGUSR2'])
    }
  })

  test('real-time signals queue, standard signals do not', async () => {
    const print = { steps: ['print'], flags: ['SA_RESTART' as const] }
    const fixture = await startCatcher({ wait, catch: { 36: print, SIGUSR1: print } })
    fixture.kill('SIGSTOP')
    await pollUntil('the fixture is stopped', () => state(fixture.pid) === 'T')
    for (let sent = 0; sent < 5; sent++) {
      fixture.kill('SIGUSR1')
      fixture.kill(36)
    }
    fixture.kill('SIGCONT')
    expect((await fixture.take(6)).sort()).toEqual([...Array<string>(5).fill('SIG36'), 'SIGUSR1'])
    fixture.end()
    expect(await fixture.rest()).toEqual([])
  })

  test('a signal that came before the wait is delivered in it', async () => {
    const fixture = await startCatcher({
      wait,
      catch: { SIGUSR1: { steps: ['print'], flags: ['SA_RESTART'] } },
      raise: ['SIGUSR1'],
    })
    expect(await fixture.line()).toBe('SIGUSR1')
  })

  test('process.exit() in a handler ends the process with its status', async () => {
    const fixture = await startCatcher({ wait, catch: { SIGTERM: { steps: ['exit 7'] } } })
    fixture.kill('SIGTERM')
    expect(await fixture.exited).toEqual({ code: 7, signal: null })
  })

  test('a signal to a helper thread runs the handler all the same', async () => {
    // Not SIGUSR1, which Node blocks in its helper threads.
    const fixture = await startCatcher({
      wait,
      catch: { SIGUSR2: { steps: ['print'], flags: ['SA_RESTART'] } },
    })
    const helpers = willing(fixture.pid, os.constants.signals.SIGUSR2)
    expect(helpers.length).toBeGreaterThan(0)
    for (const tid of helpers) {
      tgkill(fixture.pid, tid, 'SIGUSR2')
      expect(await fixture.line()).toBe('SIGUSR2')
    }
  })
})

describe('a blocking call', () => {
  test('continues after a handler with SA_RESTART', async () => {
    const fixture = await startCatcher({
      wait: 'read',
      catch: { SIGUSR1: { steps: ['print'], flags: ['SA_RESTART'] } },
    })
    await asleep(fixture)
    fixture.kill('SIGUSR1')
    expect(await fixture.line()).toBe('SIGUSR1')
    fixture.write('data')
    expect(await fixture.line()).toBe('read data')
  })

  test('throws EINTR after a handler without SA_RESTART', async () => {
    const fixture = await startCatcher({ wait: 'read', catch: { SIGUSR1: { steps: ['print'] } } })
    await asleep(fixture)
    fixture.kill('SIGUSR1')
    expect(await fixture.take(2)).toEqual(['SIGUSR1', 'EINTR read'])
    fixture.write('data')
    expect(await fixture.line()).toBe('read data')
  })

  test('throws EINTR for a signal that came before it, too', async () => {
    const fixture = await startCatcher({
      wait: 'read',
      catch: { SIGUSR1: { steps: ['print'] } },
      raise: ['SIGUSR1'],
    })
    expect(await fixture.take(2)).toEqual(['SIGUSR1', 'EINTR read'])
  })

  test.each([[[]], [['SIGUSR1' as const]]])(
    'that is a poll throws EINTR after any handler, as in C (raised before: %j)',
    async (raise) => {
      const fixture = await startCatcher({
        wait: 'poll',
        catch: { SIGUSR1: { steps: ['print'], flags: ['SA_RESTART'] } },
        raise,
      })
      if (raise.length === 0) fixture.kill('SIGUSR1')
      expect(await fixture.take(2)).toEqual(['SIGUSR1', 'EINTR poll'])
    },
  )

  test('throws what its handler throws, and the signals after it are not lost', async () => {
    const fixture = await startCatcher({
      wait: 'read',
      catch: {
        SIGUSR1: { steps: ['throw'], flags: ['SA_RESTART'] },
        SIGUSR2: { steps: ['print'], flags: ['SA_RESTART'] },
      },
      raise: ['SIGUSR1', 'SIGUSR2'],
    })
    expect(await fixture.take(2)).toEqual(['thrown by SIGUSR1', 'SIGUSR2'])
  })

  test('may be made by a handler that runs inside another one', async () => {
    const fixture = await startCatcher({
      wait: 'read',
      catch: {
        SIGUSR1: { steps: ['print', 'read'], flags: ['SA_RESTART'] },
        SIGUSR2: { steps: ['print'], flags: ['SA_RESTART'] },
      },
    })
    await asleep(fixture)
    fixture.kill('SIGUSR1')
    expect(await fixture.line()).toBe('SIGUSR1')
    await asleep(fixture, 3)
    fixture.kill('SIGUSR2')
    expect(await fixture.line()).toBe('SIGUSR2')
    fixture.write('inner', 3)
    expect(await fixture.line()).toBe('SIGUSR1 read inner')
    await asleep(fixture)
    fixture.write('outer')
    expect(await fixture.line()).toBe('read outer')
  })
})

describe('in the event loop', () => {
  test('a handler that throws is an uncaughtException, and the signals after it are not lost', async () => {
    const fixture = await startCatcher({
      wait: 'loop',
      catch: { SIGUSR1: { steps: ['throw'] }, SIGUSR2: { steps: ['print'] } },
      raise: ['SIGUSR1', 'SIGUSR2'],
    })
    expect(await fixture.take(2)).toEqual(['uncaught: thrown by SIGUSR1', 'SIGUSR2'])
  })

  test('microtasks run between one handler and the next', async () => {
    const fixture = await startCatcher({
      wait: 'loop',
      catch: { SIGUSR1: { steps: ['microtask', 'print'] }, SIGUSR2: { steps: ['print'] } },
      raise: ['SIGUSR1', 'SIGUSR2'],
    })
    expect(await fixture.take(3)).toEqual(['SIGUSR1', 'microtask of SIGUSR1', 'SIGUSR2'])
  })

  test('a handler does not keep the process alive', async () => {
    const fixture = await startCatcher({ wait: 'loop', catch: { SIGUSR1: { steps: ['print'] } } })
    fixture.end()
    expect(await fixture.exited).toEqual({ code: 0, signal: null })
  })
})
