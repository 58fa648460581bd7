// Timers of a top process never fire in a process that was cleaned.
import { about, runProgram } from '../helpers/program'

const NAMES = ['abort', 'immediate', 'interval', 'next', 'promise', 'refreshed', 'timeout', 'unref']

const firedIn = (lines: Awaited<ReturnType<typeof runProgram>>, who: string) => {
  const fired = about(lines, who)[0]?.fired
  return Array.isArray(fired) ? [...new Set(fired)].sort() : fired
}

test.each(['untouched', 'replaced', 'frozen'])(
  'no timer fires in the child, and all do in the parent, with functions and classes of Node %s',
  async (which) => {
    const lines = await runProgram('server/timers', [which])
    expect(firedIn(lines, 'parent')).toEqual(expect.arrayContaining(NAMES))
    expect(firedIn(lines, 'child')).toEqual([])
    expect(about(lines, 'empty')).toHaveLength(1)
    expect(about(lines, 'reaped')).toEqual([expect.objectContaining({ end: 0 })])
  },
)

test('the inspector leaves no trace, and a timer of the parent can be started again', async () => {
  const [cleaned] = about(await runProgram('server/timers'), 'cleaned')
  expect(cleaned?.more).toEqual({ url: 'none', globals: 0, refreshed: true })
})

test("the Date header of an HTTP server goes on from the parent's", async () => {
  const [cleaned] = about(await runProgram('server/date'), 'cleaned')
  expect(cleaned?.more).toEqual({ advanced: true })
})
