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
    const done = about(lines, 'done')
    expect(done).toHaveLength(2)
    expect(done).toContainEqual(expect.objectContaining({ before: COUNT, parent: COUNT, again: 0 }))
    expect(done).toContainEqual(expect.objectContaining({ before: COUNT, child: COUNT, again: 0 }))
    expect(about(lines, 'reaped')).toMatchObject([{ code: 0 }])
  },
)

const ROUNDS = 200
const LINES = 8

test.each([
  [
    'write',
    'writes that are in the pool at the fork happen once, and are reported to both processes',
  ],
  ['appendFile', 'appends that have begun at the fork happen once if the child ends at once'],
])('fs.%s: %s, in 200 rounds', async (call) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-writes-'))
  try {
    const file = path.join(folder, 'lines')
    const lines = await runProgram('fork/writes', [file, String(ROUNDS), String(LINES), call])
    expect(about(lines, 'reaped')).toMatchObject([{ failed: [], count: ROUNDS }])
    const expected = Array.from({ length: ROUNDS * LINES }, (_, at) => {
      return `round ${Math.floor(at / LINES)} line ${at % LINES}`
    })
    const written = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1)
    expect(written.sort()).toEqual(expected.sort())
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})
