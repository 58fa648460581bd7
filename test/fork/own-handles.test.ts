// What a child makes in the callback in which it was forked is not taken for its parent's.
import { runProgram } from '../helpers/program'

test.each([
  ['program', 'the end of a program that it has started', { what: 'ended', code: 0 }],
  ['its own watch', 'a change in a folder that it has watched', { what: 'watched', name: 'own' }],
  [
    'an inherited watch',
    'its own change in a folder that its parent has watched',
    { what: 'watched', name: 'inherited' },
  ],
])('%s: a child forked in an I/O callback hears of %s', async (scenario, _, heard) => {
  expect(await runProgram('fork/own-handles', [scenario])).toMatchObject([
    heard,
    { what: 'reaped', code: 0 },
  ])
})
