// Children that somebody else waits for.
import { about, type Line, runProgram } from '../helpers/program'

test('W26 a session that somebody else has waited for leaves the table of the server, which serves on and stops', async () => {
  const beganMs = performance.now()
  const lines = await runProgram('conformance/reaped-elsewhere')
  const { session, served, live } = about(lines, 'closed')[0] as Line
  expect(about(lines, 'taken')).toMatchObject([{ session, signal: 'SIGKILL' }])
  expect({ served, live }).toEqual({ served: true, live: 0 })
  // The one whose status is not known, and the one that ended as it should.
  expect(about(lines, 'exit')).toMatchObject([
    { session, code: null, signal: null },
    { code: 0, signal: null },
  ])
  expect(performance.now() - beganMs).toBeLessThan(5_000) // the default graceMs
})
