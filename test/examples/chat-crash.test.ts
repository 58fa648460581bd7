import { about, runProgram } from '../helpers/program'

test('a session that is killed has left the room, and one whose client ends exits by itself', async () => {
  const lines = await runProgram('hub/chat')
  expect(about(lines, 'sessions')).toMatchObject([{ ends: [0, 'SIGKILL'] }])
})
