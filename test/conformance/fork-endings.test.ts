// fork(): the end of a child is its own.
import { about, runProgram, startProgram } from '../helpers/program'

const FIXTURE = 'conformance/fork-endings'

test('F21 a child that exits with 0, with 42 or has nothing to do: 0, 42, 0, and no more of the program', async () => {
  const lines = await runProgram(FIXTURE, ['blocks'])
  expect(about(lines, 'ended')).toMatchObject([
    { name: 'exit 0', exitCode: 0, signal: null },
    { name: 'exit 42', exitCode: 42, signal: null },
    { name: 'nothing', exitCode: 0, signal: null },
  ])
  expect(about(lines, 'after')).toHaveLength(1)
})

test('F22 what a child throws ends that child only; if both throw, both report', async () => {
  const one = await startProgram(FIXTURE, ['a child throws']).end()
  expect(one).toMatchObject({ code: 0, signal: null })
  expect(about(one.lines, 'ended')).toMatchObject([{ exitCode: 1, signal: null }])
  expect(about(one.lines, 'after')).toHaveLength(1)
  expect(one.stderr.match(/^Error: \w+ died$/gm)).toEqual(['Error: child died'])

  const both = await startProgram(FIXTURE, ['both throw']).end()
  expect(both).toMatchObject({ code: 1, signal: null })
  expect(about(both.lines, 'ended')).toMatchObject([{ exitCode: 1 }])
  expect(both.stderr.match(/^Error: \w+ died$/gm)).toEqual([
    'Error: child died',
    'Error: parent died',
  ])
})
