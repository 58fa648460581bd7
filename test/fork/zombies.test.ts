import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'
import { spawnFixture } from '../helpers/spawn-fixture'

test('500 children that die while the parent is stopped leave no zombie', async () => {
  const parent = spawnFixture('fork/many-children', { args: ['500'] })
  expect(await parent.line()).toBe('ready')
  expect(children(parent.pid)).toHaveLength(500)
  parent.kill('SIGSTOP')
  await pollUntil('the parent is stopped', () => state(parent.pid) === 'T')
  parent.end()
  await pollUntil('all children are zombies', () =>
    children(parent.pid).every((child) => state(child) === 'Z'),
  )
  // 500 deaths, and by now one pending SIGCHLD.
  parent.kill('SIGCONT')
  expect(await parent.line()).toBe('removed 500')
  expect(await parent.exited).toEqual({ code: 0, signal: null })
})
