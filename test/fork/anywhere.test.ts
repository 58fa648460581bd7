// fork() may be called wherever JavaScript runs, and both processes go on from there.

import { ALL_WELL } from '../fixtures/fork/common/checkup'
import { places } from '../fixtures/fork/common/places'
import { about, startProgram } from '../helpers/program'

const ways = [
  ['in', 'callback'],
  ['behind an await of', 'await'],
] as const

describe.each(ways)('fork() %s', (_, way) => {
  test.each(Object.keys(places))('%s: parent and children go on', async (place) => {
    const program = startProgram('fork/anywhere', [place, way])
    if (place === 'data of stdin') program.said('reading').then(() => program.tell('hello'))
    const { lines, stderr, code } = await program.end()

    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const [parent, ...others] = about(lines, 'parent')
    expect(parent).toEqual({ what: 'parent', pid: program.pid, checks: ALL_WELL })
    expect(others).toEqual([])
    const children = about(lines, 'child')
    expect(children.map(({ checks }) => checks)).toEqual([ALL_WELL, ALL_WELL])
    const [reaped] = about(lines, 'reaped')
    expect(reaped).toMatchObject({ codes: [3, 3] })
    expect(new Set(reaped?.pids as number[])).toEqual(new Set(children.map(({ pid }) => pid)))
  })
})
