// SIGCHLD.
import { see } from '../helpers/conformance'
import { pollUntil } from '../helpers/poll-until'
import { sleepsInWait, state } from '../helpers/proc'
import { startProgram } from '../helpers/program'

test('S11 SIGCHLD is raised when a child stops, continues and ends; with SA_NOCLDSTOP only when it ends', async () => {
  expect(await see('sigchld', 'S11')).toEqual({ all: [1, 2, 3], ends: [0, 0, 1] })
})

test.each(['ignore', 'nocldwait', 'default-nocldwait'])(
  'S12 children leave no zombie (%s), and a wait sleeps until the last has gone, then ECHILD',
  async (how) => {
    const program = startProgram('conformance/no-zombies', [how])
    const { pids } = (await program.said('children')) as unknown as { pids: number[] }
    for (const pid of pids) {
      await pollUntil('it waits', () => sleepsInWait(program.pid))
      expect(program.lines).toHaveLength(1)
      process.kill(pid, 'SIGKILL')
      await pollUntil('the child is gone', () => state(pid) === undefined)
    }
    expect(await program.said('waited')).toMatchObject({ result: 'ECHILD' })
    expect(await program.end()).toMatchObject({ code: 0 })
  },
)

test('S13 a child that ends cuts no sleep short while SIGCHLD is ignored, or has its default action', async () => {
  expect(await see('sigchld', 'S13')).toEqual({
    ignored: { slept: 0, whole: true, left: 'gone' },
    byDefault: { slept: 0, whole: true, left: 'Z' },
    // That the child ends in the middle of the sleep.
    caught: { slept: 'EINTR', whole: false, left: 'Z' },
  })
})

test('S27 beside a handler that takes 10 children of ours, 10 of child_process tell their end, and 10 of execSync', async () => {
  expect(await see('sigchld', 'S27')).toEqual({
    codes: Array.from({ length: 10 }, (_, code) => code),
    taken: 10,
    system: Array(10).fill('x\n'),
  })
})
