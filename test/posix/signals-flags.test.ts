// What the flags and the mask of a SignalAction do.
import os from 'node:os'
import { startCatcher } from '../helpers/catcher'
import { pollUntil } from '../helpers/poll-until'
import { children, signalSetHas } from '../helpers/proc'
import { spawnFixture } from '../helpers/spawn-fixture'

describe.each(['loop', 'read'] as const)('waiting in the %s', (wait) => {
  test('a signal in the mask is held while the handler runs, and delivered after it', async () => {
    const fixture = await startCatcher({
      wait,
      catch: {
        SIGUSR2: {
          steps: ['print', 'raise SIGHUP', 'read', 'end'],
          flags: ['SA_RESTART'],
          mask: ['SIGHUP'],
        },
        SIGHUP: { steps: ['print'], flags: ['SA_RESTART'] },
      },
      raise: ['SIGUSR2'],
    })
    expect(await fixture.line()).toBe('SIGUSR2')
    fixture.write('inner', 3)
    expect(await fixture.take(3)).toEqual(['SIGUSR2 read inner', 'end of SIGUSR2', 'SIGHUP'])
  })

  test('a signal that was pending before the handler masked it is held, too', async () => {
    const fixture = await startCatcher({
      wait,
      catch: {
        SIGHUP: { steps: ['print', 'read', 'end'], flags: ['SA_RESTART'], mask: ['SIGUSR2'] },
        SIGUSR2: { steps: ['print'], flags: ['SA_RESTART'] },
      },
      raise: ['SIGUSR2', 'SIGHUP'],
    })
    expect(await fixture.line()).toBe('SIGHUP')
    fixture.write('inner', 3)
    expect(await fixture.take(3)).toEqual(['SIGHUP read inner', 'end of SIGHUP', 'SIGUSR2'])
  })

  test('a signal in the mask is delivered although the handler throws', async () => {
    const fixture = await startCatcher({
      wait,
      catch: {
        SIGUSR2: { steps: ['raise SIGHUP', 'throw'], flags: ['SA_RESTART'], mask: ['SIGHUP'] },
        SIGHUP: { steps: ['print'], flags: ['SA_RESTART'] },
      },
      raise: ['SIGUSR2'],
    })
    const thrown = wait === 'loop' ? 'uncaught: thrown by SIGUSR2' : 'thrown by SIGUSR2'
    expect(await fixture.take(2)).toEqual([thrown, 'SIGHUP'])
    const isHeld = () => signalSetHas(fixture.pid, 'SigBlk', os.constants.signals.SIGHUP)
    await pollUntil('the mask is restored', () => !isHeld())
  })

  test('a handler is not re-entered by its own signal, which comes after it', async () => {
    const fixture = await startCatcher({
      wait,
      catch: { SIGUSR2: { steps: ['print', 'read', 'end'], flags: ['SA_RESTART'] } },
      raise: ['SIGUSR2'],
    })
    expect(await fixture.line()).toBe('SIGUSR2')
    fixture.kill('SIGUSR2')
    fixture.write('inner', 3)
    expect(await fixture.take(3)).toEqual(['SIGUSR2 read inner', 'end of SIGUSR2', 'SIGUSR2'])
  })

  test('with SA_NODEFER it is re-entered', async () => {
    const fixture = await startCatcher({
      wait,
      catch: { SIGUSR2: { steps: ['print', 'read', 'end'], flags: ['SA_RESTART', 'SA_NODEFER'] } },
      raise: ['SIGUSR2'],
    })
    expect(await fixture.line()).toBe('SIGUSR2')
    fixture.kill('SIGUSR2')
    expect(await fixture.line()).toBe('SIGUSR2')
  })

  test('with SA_RESETHAND the second signal has the default effect', async () => {
    const fixture = await startCatcher({
      wait,
      catch: { SIGTERM: { steps: ['print'], flags: ['SA_RESTART', 'SA_RESETHAND'] } },
    })
    fixture.kill('SIGTERM')
    expect(await fixture.line()).toBe('SIGTERM')
    fixture.kill('SIGTERM')
    expect(await fixture.exited).toEqual({ code: null, signal: 'SIGTERM' })
  })
})

test('with SA_RESETHAND the second signal kills even before the first has reached JavaScript', async () => {
  const fixture = spawnFixture('catcher', {
    args: [
      JSON.stringify({
        wait: 'loop',
        catch: { SIGTERM: { steps: ['print'], flags: ['SA_RESETHAND'] } },
        raise: ['SIGTERM', 'SIGTERM'],
      }),
    ],
  })
  expect(await fixture.exited).toEqual({ code: null, signal: 'SIGTERM' })
  expect(await fixture.rest()).toEqual(['ready'])
})

describe('children that end', () => {
  const zombies = async (disposition: string) => {
    const fixture = spawnFixture('children-that-end', { args: [disposition] })
    await fixture.line()
    const left = children(fixture.pid).length
    fixture.end()
    return left
  }

  test('stay zombies by default', async () => expect(await zombies('default')).toBe(1))
  test('leave no zombie if SIGCHLD is SIG_IGN', async () => expect(await zombies('ignore')).toBe(0))
  test('leave no zombie with SA_NOCLDWAIT', async () => expect(await zombies('nocldwait')).toBe(0))
  test('leave no zombie with SA_NOCLDWAIT and SIG_DFL', async () =>
    expect(await zombies('default-nocldwait')).toBe(0))
})

test.each([
  ['0', ['SIGCHLD', 'SIGCHLD', 'SIGCHLD']],
  ['SA_NOCLDSTOP', ['SIGCHLD']],
])(
  'a child that stops, continues and ends raises SIGCHLD as told (flags %s)',
  async (flags, seen) => {
    const fixture = spawnFixture('child-that-stops', { args: [flags] })
    expect(await fixture.rest()).toEqual(seen)
  },
)
