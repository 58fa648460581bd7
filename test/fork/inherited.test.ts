// What a parent had open when it forked: the child has it too, and can let go of it.
import { runInSession } from '../helpers/run-in-session'

const WELL = { stdout: '21', stderr: '', code: 0, signal: null }

test.each([
  ['everything', 'a child that closes all it has inherited ends by its empty loop'],
  ['a server', 'a server closed by the child still accepts in the parent'],
  ['a connection', 'a connection destroyed by the child still works in the parent'],
  ['a child process', "a child process of the parent does not keep the child's loop alive"],
  ['a timer', 'a timer fires in the parent and in the child'],
  [
    'work in the thread pool',
    'work given to the thread pool is done in the parent and in the child',
  ],
])('%s: %s', async (scenario) => {
  const { stdout, stderr, code, signal } = await runInSession('fork/inherited', [scenario])
  expect({ stdout, stderr, code, signal }).toEqual(WELL)
})
