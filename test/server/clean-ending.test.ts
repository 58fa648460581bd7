// The end of a process that was cleaned.
import { about, runProgram, startProgram } from '../helpers/program'

const endOf = (lines: Awaited<ReturnType<typeof runProgram>>, who = 'reaped') =>
  about(lines, who)[0]?.end

test('a child that has cleaned itself and returns ends with status 0, and its parent is unharmed', async () => {
  const lines = await runProgram('server/ending', ['empty loop'])
  expect(about(lines, 'empty')).toHaveLength(1)
  expect(endOf(lines)).toBe(0)
})

test('process.exit() works in it', async () => {
  expect(endOf(await runProgram('server/ending', ['process.exit']))).toBe(3)
})

test('an uncaught error ends it with status 1', async () => {
  const { lines, stderr } = await startProgram('server/ending', ['error']).end()
  expect(endOf(lines)).toBe(1)
  expect(stderr).toMatch('Error: of the child')
})

test('it can fork another process that cleans itself', async () => {
  const lines = await runProgram('server/ending', ['another daemon'])
  expect(about(lines, 'cleaned again')).toHaveLength(1)
  expect([endOf(lines, 'inner'), endOf(lines)]).toEqual([0, 0])
})

test.each(['no module', 'module'])(
  'it ends with status 0 if the parent is %s that waits',
  async (kind) => {
    const program = startProgram('server/top-level-await', [kind])
    const { lines, code, stderr } = await program.end()
    expect({ code, stderr, end: endOf(lines) }).toEqual({ code: 0, stderr: '', end: 0 })
  },
)
