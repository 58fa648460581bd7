// Each of the 26 signals that can be caught.
import os from 'node:os'
import { CATCHABLE } from '../fixtures/conformance/common/signals'
import { startCatcher } from '../helpers/catcher'
import { see } from '../helpers/conformance'
import { pollUntil } from '../helpers/poll-until'
import { signalSetHas, state } from '../helpers/proc'

const { signals: NUMBERS } = os.constants
const every = <Row>(row: Row): Row[] => CATCHABLE.map(() => row)

test('S01 the handler of each of 26 signals is called when it is raised, in a call and in the loop, and told its name', async () => {
  expect(CATCHABLE).toHaveLength(26)
  expect(await see('sigaction-table', 'S01')).toEqual({ inCalls: CATCHABLE, inLoop: CATCHABLE })
})

test('S02 for each of 26 signals the previous action is returned, and works again when it is put back', async () => {
  expect(await see('sigaction-table', 'S02')).toEqual(every([true, 'second', 'first']))
})

test('S02 an action that process.on() has set is returned, and works again when it is put back', async () => {
  expect(await see('sigaction-table', 'S02 of another API')).toEqual({
    both: ['handler', 'listener'],
    alone: ['listener'],
  })
})

test('S03 for each of 26 signals a query tells the action and changes nothing', async () => {
  expect(await see('sigaction-table', 'S03')).toEqual(every([true, true, true, true, 1]))
})

test('S05 SIGKILL and SIGSTOP in the mask of any of 26 handlers are no error and not masked', async () => {
  const mask: NodeJS.Signals[] = ['SIGKILL', 'SIGSTOP', 'SIGWINCH']
  const plan = { steps: ['print', 'read', 'end'], flags: ['SA_RESTART' as const], mask }
  const catcher = await startCatcher({
    wait: 'loop',
    catch: Object.fromEntries(CATCHABLE.map((signal) => [signal, plan])),
  })
  const blocked = (signal: NodeJS.Signals) => signalSetHas(catcher.pid, 'SigBlk', NUMBERS[signal])
  for (const signal of CATCHABLE) {
    catcher.kill(signal)
    expect(await catcher.line()).toBe(signal)
    expect({ signal, blocked: mask.filter(blocked) }).toEqual({ signal, blocked: ['SIGWINCH'] })
    catcher.write('on', 3)
    expect(await catcher.take(2)).toEqual([`${signal} read on`, `end of ${signal}`])
  }
  catcher.kill('SIGUSR2')
  expect(await catcher.line()).toBe('SIGUSR2')
  catcher.kill('SIGSTOP')
  await pollUntil('it is stopped in the handler', () => state(catcher.pid) === 'T')
  catcher.kill('SIGKILL')
  expect(await catcher.exited).toEqual({ code: null, signal: 'SIGKILL' })
})

test('S06 for each of 26 signals one in the mask is held while the handler runs, and delivered after it', async () => {
  expect(await see('sigaction-table', 'S06')).toEqual(every(['begin', 'end', 'masked']))
})

test('S07 the handler of each of 26 signals is not entered again by its own signal, unless SA_NODEFER is set', async () => {
  expect(await see('sigaction-table', 'S07')).toEqual(
    every({
      held: ['begin', 'end', 'begin', 'end'],
      nested: ['begin', 'begin', 'end', 'end'],
    }),
  )
})
