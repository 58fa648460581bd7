// fork(): memory is equal at first, and each process's own from then on.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { about, type Line, runProgram } from '../helpers/program'
import { runInSession } from '../helpers/run-in-session'

const count = (values: string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

test('F05 memory, objects, environment, signal actions and mask of the child are equal at its entry', async () => {
  const lines = await runProgram('conformance/fork-entry')
  const [child, parent] = ['child', 'parent'].map((who) => about(lines, who)[0]?.look)
  expect(child).toEqual(parent)
  expect(parent).toMatchObject({
    counted: 1,
    sameHandler: true,
    environment: { REALFORK_CONFORMANCE: 'of the parent' },
    sets: [expect.any(String), expect.any(String), expect.any(String)],
    dispositions: expect.arrayContaining([expect.stringMatching(/^SIGUSR2 handler [1-9]/)]),
  })
})

describe('after the fork', () => {
  let lines: Line[]
  const line = (who: string) => about(lines, who)[0] as Line & Record<string, object>

  beforeAll(async () => {
    lines = await runProgram('conformance/fork-changes')
  })

  test('F06 variables and environment that one process changes stay as they were in the other', () => {
    const both = { environment: 'of both', variable: 'of both', list: ['of both'] }
    const of = (who: string) => {
      const value = `of the ${who}`
      return { environment: value, variable: value, list: ['of both', value] }
    }
    expect(line('ended').began).toMatchObject(both)
    for (const who of ['parent', 'child']) {
      expect(line(who)).toMatchObject({ before: both, after: of(who) })
    }
    expect(line('ended').last).toMatchObject(of('parent'))
  })

  test('F07 chdir() in one process leaves the directory of the other', () => {
    const { directory } = line('ended').began as { directory: string }
    const temporary = fs.realpathSync(os.tmpdir())
    expect(line('parent')).toMatchObject({ before: { directory }, after: { directory: '/' } })
    expect(line('child')).toMatchObject({ before: { directory }, after: { directory: temporary } })
    expect(line('ended').last).toMatchObject({ directory: '/' })
  })
})

test('F24 three forks in a loop: two, four and eight processes print what they must, once each', async () => {
  const lines = await runProgram('conformance/fork-iteration')
  const printed = about(lines, 'iteration').map(({ line }) => String(line))
  // A process prints a line after each fork that it was there for.
  const [one, two] = [
    ['p', 'c'],
    ['pp', 'pc', 'cp', 'cc'],
  ]
  const three = two.flatMap((line) => [`${line}p`, `${line}c`])
  expect(printed.sort()).toEqual([...one, ...two, ...three].sort())
  const codes = about(lines, 'reaped').flatMap(({ codes }) => codes)
  expect(codes).toEqual(Array(7).fill(0))
})

test('F25 what was printed before the fork is there once, to a pipe and to a file', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-conformance-'))
  try {
    const file = path.join(folder, 'output')
    const { stdout, stderr, code } = await runInSession('conformance/fork-output', [file])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const expected = ['before', 'child', 'parent'].flatMap((who) =>
      Array.from({ length: 300 }, (_, at) => [`${who} ${at}`, 1]),
    )
    for (const text of [stdout, fs.readFileSync(file, 'utf8')]) {
      expect(count(text.trimEnd().split('\n'))).toEqual(Object.fromEntries(expected))
    }
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})

test('F26 a parent and two siblings draw different random values, from every source', async () => {
  const drawn = about(await runProgram('conformance/fork-siblings'), 'drawn')
  const sources = new Set(drawn.map(({ source }) => source))
  expect(sources.size).toBe(5)
  for (const source of sources) {
    const values = drawn.filter((line) => line.source === source).flatMap(({ values }) => values)
    expect(new Set(values).size).toBe(9)
  }
})
