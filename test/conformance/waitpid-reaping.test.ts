// Waits that are interrupted, and many children.
import { see } from '../helpers/conformance'
import { pollUntil } from '../helpers/poll-until'
import { sleepsInWait } from '../helpers/proc'
import { about, startProgram } from '../helpers/program'

const ALARMS = 5

test.each([
  ['goes on after each of 5 SIGALRM with SA_RESTART', 'restart', 0],
  ['throws EINTR after each of 5 SIGALRM without it', 'interrupt', ALARMS],
])('W20 a wait %s, and gets the child in the end', async (_, flags, interruptions) => {
  const program = startProgram('conformance/waitpid-interrupted', [flags])
  for (let count = 1; count <= ALARMS; count++) {
    await pollUntil('it waits', () => sleepsInWait(program.pid))
    process.kill(program.pid, 'SIGALRM')
    await pollUntil('it heard that', () => about(program.lines, 'alarm').length === count)
  }
  await pollUntil('it waits', () => sleepsInWait(program.pid))
  program.tell('')
  expect(await program.said('ended')).toMatchObject({ code: 42 })
  const { code, lines } = await program.end()
  expect(code).toBe(0)
  expect(about(lines, 'EINTR')).toHaveLength(interruptions)
})

test('W16 children that end at once, sleep, compute or have 50 children are all taken, each under its pid', async () => {
  expect(await see('waitpid-many', 'W16')).toEqual({ right: 8, different: 8, afterwards: 'ECHILD' })
})
