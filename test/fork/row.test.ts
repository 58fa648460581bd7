import { runProgram } from '../helpers/program'

test.each([
  'the main script',
  'a timer',
  'a connection of a server',
  'data of a socket',
  'crypto.pbkdf2',
  'fs.watch',
  'a signal listener',
  "the 'exit' of a child_process",
  'a message of a MessagePort',
])('50 forks in a row in one callback, %s: every child goes on and ends', async (place) => {
  const lines = await runProgram('fork/row', [place])
  const codes = Array.from({ length: 50 }, (_, number) => number)
  expect(lines).toEqual([{ what: 'reaped', pid: expect.any(Number), codes }])
})
