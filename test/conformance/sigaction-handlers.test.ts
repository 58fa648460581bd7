// Handlers that throw, that are interrupted, and the mask around them.
import { see } from '../helpers/conformance'

test('S08 the mask is as before when a handler has returned or thrown, in a call and in the loop', async () => {
  const during = ['SIGHUP', 'SIGUSR2', 'SIGWINCH']
  const round = (thrown: string) => [thrown, during, ['SIGWINCH'], false]
  expect(await see('sigaction-handlers', 'S08')).toEqual([
    ...[round('none'), round('none')],
    ...[round('thrown'), round('thrown')],
  ])
})

test('S19 signals that come while a handler runs are dispatched after it, its own one too', async () => {
  const told = await see<string[][]>('sigaction-handlers', 'S19')
  expect(told.map((log) => log.slice(0, 2))).toEqual(Array(2).fill(['begin', 'end']))
  expect(told.map((log) => log.slice(2).sort())).toEqual(
    Array(2).fill(['SIGHUP', 'SIGTERM', 'begin', 'end']),
  )
})

test('S20 a handler that throws loses none of the signals that are pending behind it', async () => {
  expect(await see('sigaction-handlers', 'S20')).toEqual({
    thrown: 'thrown',
    inCall: ['SIGTERM', 'SIGUSR2'],
    uncaught: ['thrown'],
    inLoop: ['SIGTERM', 'SIGUSR2'],
  })
})

test('S23 two blocked signals stay pending, and reach their handlers when they are unblocked', async () => {
  expect(await see('sigaction-handlers', 'S23')).toEqual({
    blocked: [],
    unblocked: ['SIGHUP', 'SIGUSR2'],
  })
})
