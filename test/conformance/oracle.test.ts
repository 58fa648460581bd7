// The same scenarios here and in Python, whose os and signal modules hand out the kernel's answers.
// Without python3 the answers are compared that Python gave once.
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

import { runInSession } from '../helpers/run-in-session'

const FOLDER = path.resolve(__dirname, '../fixtures/conformance/oracle')
const STORED = path.join(FOLDER, 'expected.jsonl')
const TIMEOUT_MS = 30_000

const linesOf = (text: string) => text.trimEnd().split('\n')
const nameOf = (line: string): string => JSON.parse(line).scenario

const hasPython = spawnSync('python3', ['--version']).status === 0
const stored = linesOf(fs.readFileSync(STORED, 'utf8'))

const askPython = () =>
  linesOf(
    execFileSync('python3', ['-B', path.join(FOLDER, 'main.py')], {
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
    }),
  )

const judge = hasPython ? 'python3' : 'stored answers: no python3 here'

describe(`oracle (${judge})`, () => {
  let expected: string[]
  let answers: string[]

  beforeAll(async () => {
    expected = hasPython ? askPython() : stored
    const { stdout, stderr, code } = await runInSession('conformance/oracle/main')
    if (code !== 0) throw new Error(stderr)
    answers = linesOf(stdout)
  })

  test('both have the same scenarios, and the stored answers are those of the judge', () => {
    expect(answers.map(nameOf)).toEqual(expected.map(nameOf))
    expect(expected).toEqual(stored)
  })

  test.each(stored.map(nameOf))('%s', (name) => {
    const lineIn = (lines: string[]) => lines.filter((line) => nameOf(line) === name)
    expect(lineIn(answers)).toEqual(lineIn(expected))
    expect(lineIn(answers)).toHaveLength(1)
  })
})
