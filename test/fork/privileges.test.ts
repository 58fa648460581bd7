import { about, runProgram } from '../helpers/program'

// setuid(2) is a matter of one thread; the C library tells the others, by the ids it has of them.
test('a child that gives up its privileges does so in all its threads', async () => {
  const children = about(await runProgram('fork/privileges'), 'users')
  expect(children).toHaveLength(30)
  for (const { users, expected } of children) expect(users).toEqual([expected])
})
