// The thread pool across a fork: no completion is lost or comes twice, no work is done twice.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { about, runProgram } from '../helpers/program'

const COUNT = 400

test.each([
  'the main script',
  'setImmediate',
  'crypto.pbkdf2',
  'fs.readFile',
  'data of a socket',
  'a signal listener',
])(
  'work given to the pool before a fork in %s completes once in both processes, and later work where it was given',
  async (place) => {
    const lines = await runProgram('fork/pool', [place, String(COUNT)])
    const [one, other] = about(lines, 'done').sort((a) => ('parent' in a ? -1 : 1))
    expect(one).toMatchObject({ before: COUNT, parent: COUNT, again: 0 })
    expect(other).toMatchObject({ before: COUNT, child: COUNT, again: 0 })
    expect(about(lines, 'reaped')).toMatchObject([{ code: 0 }])
  },
)

test('writes that are in the pool at the fork happen once, in 200 rounds, and are reported to both', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-writes-'))
  try {
    const file = path.join(folder, 'lines')
    const lines = await runProgram('fork/writes', [file, '200', '8'])
    expect(about(lines, 'reaped')).toMatchObject([{ failed: [], count: 200 }])
    const expected = Array.from({ length: 200 }, (_, round) =>
      Array.from({ length: 8 }, (_, line) => `round ${round} line ${line}`),
    ).flat()
    const written = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1)
    expect(written.sort()).toEqual(expected.sort())
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})
