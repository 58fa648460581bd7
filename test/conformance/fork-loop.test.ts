// fork(): both processes run at once, each with an event loop of its own.
import { ALL_WELL } from '../fixtures/fork/common/checkup'
import { about, runProgram } from '../helpers/program'

const run = (scenario: string) => runProgram('conformance/fork-loop', [scenario])

test('F03 parent and child run at once: 100 turns, each of which needs one of the other', async () => {
  const lines = await run('turns')
  expect(about(lines, 'child')).toMatchObject([{ turns: 100 }])
  expect(about(lines, 'parent')).toMatchObject([{ turns: 100 }])
})

test('F30 timers, sockets, watchers and the thread pool work in both loops, and watchers of before the fork', async () => {
  const lines = await run('loops')
  for (const who of ['parent', 'child']) {
    expect(about(lines, who)).toMatchObject([
      { works: ALL_WELL, heard: [`for the ${who}`, 'interval'] },
    ])
  }
})

test('F31 a signal to a child is heard by that child only, also if it has stopped to listen or runs no loop', async () => {
  const lines = await run('signals')
  expect(about(lines, 'listening')).toMatchObject([{ heard: 1 }])
  expect(about(lines, 'ended')).toMatchObject([
    { kind: 'listening', how: 0 },
    { kind: 'closed', how: 'SIGUSR2' },
    { kind: 'without its loop', how: 0 },
  ])
  expect(about(lines, 'parent')).toMatchObject([{ before: 0, heard: 1 }])
})

test('F32 a child runs an asynchronous program of its own, with subprocesses', async () => {
  const lines = await run('program')
  const [parent] = about(lines, 'parent')
  expect(parent).toMatchObject({ exitCode: 0 })
  expect(about(lines, 'child')).toMatchObject([
    { pid: parent?.child, served: 'served', stdout: `of ${parent?.child}\n` },
  ])
})
