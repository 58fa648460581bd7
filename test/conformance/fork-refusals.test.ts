// fork(): when there is no child, and what runs around it.
import { onFork } from '../../lib'
import { asSomebody, limitProcesses, unlimitProcesses } from '../helpers/limits'
import { about, runProgram, startProgram } from '../helpers/program'
import { thrown } from '../helpers/thrown'

test('F18 over the limit on processes fork() throws EAGAIN, there is no child, and the parent goes on', async () => {
  const program = startProgram('fork/limits', [], { launcher: asSomebody })
  program.tell('warm')
  await program.said('warm')
  limitProcesses(program.pid, 1)
  program.tell('fork')
  expect(await program.said('forked')).toMatchObject({
    result: { code: 'EAGAIN', errno: -11, syscall: 'fork' },
    children: { code: 'ECHILD' },
    works: true,
  })
  unlimitProcesses(program.pid)
  program.tell('end')
  expect(await program.end()).toMatchObject({ code: 0, stderr: '' })
})

test('F28 hooks: bad arguments are refused; prepare and parent run in the parent, child in the child, in order', async () => {
  for (const hooks of [{ prepare: 1 }, { parent: 'no' }, { child: {} }, { child: null }, null]) {
    expect(thrown(() => onFork(hooks as never)).code).toBe('ERR_INVALID_ARG_TYPE')
  }
  const lines = await runProgram('fork/hooks', ['order'])
  const of = (where: string) => lines.filter((line) => line.where === where)
  expect(of('parent').map(({ what }) => what)).toEqual(
    ['prepare 3', 'prepare 2', 'prepare 1'].concat(['parent 1', 'parent 2', 'parent 3']),
  )
  expect(of('child').map(({ what }) => what)).toEqual(['child 1', 'child 2', 'child 3'])
})

const EXITING = ['ERR_FORK_EXITING']
// One thread after the other ends, and then a fork works.
const ALIVE = ['ERR_FORK_WORKERS_ALIVE', 'ERR_FORK_WORKERS_ALIVE', 42]

test.each([
  ['after process.exit()', ['after exit has begun', 'process.exit'], EXITING],
  ['after the last event', ['after exit has begun', 'an empty loop'], EXITING],
  ['beside worker threads', ['beside a live worker thread'], ALIVE],
])('F29 fork() %s is refused', async (_, args, results) => {
  expect(about(await runProgram('fork/refusals', args), 'results')).toMatchObject([{ results }])
})
