// What `npm run test:conformance` takes for wrong.
import fs from 'node:fs'
import path from 'node:path'

const { judge, isGreen } = require('../../scripts/conformance/judge')
const { readTable } = require('../../scripts/conformance/table')

const table = readTable(`
| id  | statement | source | here |
| --- | --------- | ------ | ---- |
| F01 | a \\| b   | ltp    | test |
| F02 | c         | ltp    | no threads here |
| K01 | d         | perl   | test; another error |`)

const ran = (title: string, status = 'passed', ancestors: string[] = []) => ({
  file: 'a.test.ts',
  title,
  status,
  ancestors,
})
const ORACLE = ran('a handler', 'passed', ['oracle (python3)'])
const GOOD = [ran('F01 does'), ran('F01 does more'), ran('K01 refuses'), ORACLE]

test('reads the rows of the table, and no other lines', () => {
  expect(table.map(({ id }: { id: string }) => id)).toEqual(['F01', 'F02', 'K01'])
  expect(table[0]).toEqual({ id: 'F01', statement: 'a \\| b', source: 'ltp', here: 'test' })
  expect(() => readTable('| F01 | too | few |')).toThrow('F01')
})

test('is content if each tested row has passed tests, and each other row a reason', () => {
  const verdict = judge(table, GOOD)
  expect(verdict).toMatchObject({ passed: ['F01', 'K01'], failed: [], untested: ['F02'] })
  expect(verdict.problems).toEqual([])
  expect(isGreen(verdict)).toBe(true)
})

test.each([
  ['a failed test', [...GOOD, ran('F01 fails', 'failed')], 'failed: F01 fails'],
  ['a skipped test', [...GOOD, ran('F01 waits', 'pending')], 'pending: F01 waits'],
  ['a row without its test', GOOD.slice(2), 'F01 is marked as tested'],
  ['a test of a row with a reason', [...GOOD, ran('F02 does')], 'F02 has a test'],
  ['a test of no row', [...GOOD, ran('W99 does')], 'W99 has a test'],
  ['a test without an id', [...GOOD, ran('does')], 'without an id: "does"'],
  ['no oracle', GOOD.slice(0, 3), 'the oracle has not run'],
  ['a failed oracle', [...GOOD, { ...ORACLE, status: 'failed' }], 'the oracle: a handler'],
])('is not content with %s', (_, tests, problem) => {
  const verdict = judge(table, tests)
  expect(verdict.problems).toEqual([expect.stringContaining(problem)])
  expect(isGreen(verdict)).toBe(false)
})

test('asked for one family it leaves the others alone', () => {
  expect(judge(table, GOOD.slice(2), ['K']).problems).toEqual([])
  expect(judge(table, GOOD.slice(2), ['F']).problems).toHaveLength(1)
})

test('docs/conformance.md has 130 statements, 32 F, 26 W, 27 S, 10 C, 5 K and 30 D, each with a source', () => {
  const file = path.resolve(__dirname, '../../docs/conformance.md')
  const rows: Record<string, string>[] = readTable(fs.readFileSync(file, 'utf8'))
  const counts: Record<string, number> = {}
  for (const { id = '' } of rows) counts[id[0] ?? ''] = (counts[id[0] ?? ''] ?? 0) + 1
  expect(counts).toEqual({ F: 32, W: 26, S: 27, C: 10, K: 5, D: 30 })
  expect(rows.filter(({ statement, source, here }) => !statement || !source || !here)).toEqual([])
})
