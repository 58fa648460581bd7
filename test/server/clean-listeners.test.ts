// Listeners of process.
import { about, startProgram } from '../helpers/program'

test("nothing that the parent listens for is heard in the child; Node's own listeners are", async () => {
  const program = startProgram('server/listeners')
  const { lines, code, stderr } = await program.end()
  const more = about(lines, 'cleaned')[0]?.more
  const { counts, inherited, captures, heard } = (more ?? {}) as Record<string, unknown>
  expect({ counts, captures }).toEqual({ counts: inherited, captures: false })
  expect(heard).toEqual(['SIGUSR2', 'SIGHUP'])
  // SIGHUP is caught by sigaction(), which is the process's and not its event loop's.
  expect(about(lines, 'child')[0]?.fired).toEqual(['SIGHUP'])
  expect(about(lines, 'parent')[0]?.fired).toContain('SIGUSR2')
  expect(stderr).toMatch('Warning: Node hears of this')
  expect({ code, end: about(lines, 'reaped')[0]?.end }).toEqual({ code: 0, end: 0 })
})
