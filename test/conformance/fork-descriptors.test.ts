// fork(): descriptors are two names of one open file.
import { about, runProgram } from '../helpers/program'

const run = (scenario: string) => runProgram('conformance/fork-descriptors', [scenario])

test('F08 the offset of a file is shared: of 100 bytes 100 children read one each', async () => {
  const lines = await run('offset')
  const bytes = about(lines, 'byte')
  expect(bytes.map(({ count }) => count)).toEqual(Array(100).fill(1))
  expect(bytes.map(({ byte }) => Number(byte)).sort((a, b) => a - b)).toEqual([
    ...Array(100).keys(),
  ])
  expect(about(lines, 'parent')).toMatchObject([{ codes: Array(100).fill(0), left: 0 }])
})

test('F09 a descriptor that a child closes stays open in its sibling and its parent', async () => {
  const lines = await run('close in a child')
  expect(about(lines, 'closer')).toMatchObject([{ count: 'EBADF' }])
  expect(about(lines, 'sibling')).toMatchObject([{ count: 1, byte: 'a' }])
  expect(about(lines, 'parent')).toMatchObject([{ count: 1, byte: 'b' }])
})

test('F10 a child closes all it has inherited, after the parent has closed and reopened some', async () => {
  const lines = await run('close all')
  expect(about(lines, 'child')).toMatchObject([
    { before: 50, results: Array(50).fill('none'), after: 0, rest: 'abc' },
  ])
  expect(about(lines, 'parent')).toMatchObject([{ code: 0, inherited: 50, open: 50 }])
})
