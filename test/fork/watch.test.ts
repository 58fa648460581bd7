// An fs.watch that is active at the fork is active in both processes.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { about, startProgram } from '../helpers/program'

let folder: string

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-watch-'))
})

afterEach(() => fs.rmSync(folder, { recursive: true }))

const NAMES = Array.from({ length: 30 }, (_, number) => `after-${10 + number}`)

const seen = async (place: string, closer: string) => {
  const program = startProgram('fork/watch', [folder, place, closer])
  await Promise.all([program.said('child goes on'), program.said('parent goes on')])
  for (const name of [...NAMES, 'last']) fs.writeFileSync(path.join(folder, name), '')
  const { lines, code, stderr } = await program.end()
  expect({ code, stderr, reaped: about(lines, 'reaped')[0]?.code }).toEqual({
    code: 0,
    stderr: '',
    reaped: 0,
  })
  return Object.fromEntries(about(lines, 'seen').map(({ who, names }) => [who, names]))
}

describe.each(['a timer', 'its callback'])('an fs.watch, after a fork in %s,', (place) => {
  test('reports every file to parent and child', async () => {
    expect(await seen(place, 'nobody')).toEqual({ parent: NAMES, child: NAMES })
  })

  test('goes on in the parent when the child closes it', async () => {
    expect(await seen(place, 'child')).toEqual({ parent: NAMES, child: [] })
  })

  test('goes on in the child when the parent closes it', async () => {
    expect(await seen(place, 'parent')).toEqual({ parent: [], child: NAMES })
  })
})
