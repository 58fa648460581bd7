// Helper threads that nobody needs cost a process nothing; those that it needs are there.
import { about, runProgram } from '../helpers/program'

// V8 uses its helpers as it sees fit, if it may: for a scavenge, since Node 26, whatever the first flag says.
const flags = [
  '--single-threaded-gc',
  '--min-semi-space-size=16',
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
]

const run = () => runProgram('fork/rest', [], { flags, env: { UV_THREADPOOL_SIZE: '5' } })

test('a child begins with one thread, and gets those that it uses', async () => {
  const lines = await run()
  const [child] = about(lines, 'child')
  expect(child).toMatchObject({ born: 1, jobs: 8 })
  // V8 may have used its four before the fifth of the pool was there.
  expect(Number(child?.pool) + Number(child?.compilers)).toBe(9)
  expect(about(lines, 'child reaped')).toMatchObject([{ code: 42 }])
})

test('so does the child of a child', async () => {
  const lines = await run()
  const [grandchild] = about(lines, 'grandchild')
  expect(grandchild).toMatchObject({ born: 1, jobs: 8 })
  expect(Number(grandchild?.pool)).toBeGreaterThanOrEqual(5)
  expect(about(lines, 'grandchild reaped')).toMatchObject([{ code: 43 }])
})

test('a parent that does nothing but fork lays its threads to rest, too, and gets them back', async () => {
  const lines = await run()
  const forks = about(lines, 'fork')
  expect(forks.map(({ child }) => child)).toEqual([1, 1, 1])
  const [parent] = about(lines, 'parent')
  // The main thread, and the one that blocks every signal, where there is one.
  expect(parent?.atRest).toBeLessThanOrEqual(2)
  // The one for what V8 wants done later is not used.
  expect(parent).toMatchObject({ jobs: 8, after: (parent?.before as number) - 1 })
})
