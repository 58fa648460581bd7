// The descriptor table of a process that was cleaned.
import { compileLibrary } from '../helpers/native-program'
import { about, runProgram } from '../helpers/program'

test("the parent's files, pipes and sockets are closed in the child, and in the child only", async () => {
  const lines = await runProgram('server/descriptors')
  expect(about(lines, 'cleaned')[0]?.more).toMatchObject({
    left: {
      file: [false],
      pipe: [false, false],
      socket: [false],
      pair: [false, false],
      held: [false],
    },
    kept: true,
    stdin: '/dev/null',
  })
  expect(about(lines, 'reaped')[0]?.end).toBe(0)
})

test('what the parent forgets to close does not close files of the child with the same numbers', async () => {
  const [cleaned] = about(await runProgram('server/descriptors'), 'cleaned')
  expect(cleaned?.more).toMatchObject({ own: true })
})

test("an event loop of an addon's keeps its pipe; timerfds, inotifies and pidfds are closed", async () => {
  const env = { LD_PRELOAD: compileLibrary('foreign-loop') }
  const [cleaned] = about(await runProgram('server/foreign-loop', [], { env }), 'cleaned')
  expect(cleaned?.more).toEqual({
    left: ['eventpoll', 'pipe', 'pipe'],
    closed: ['inotify', 'pidfd', 'timerfd'],
  })
})
