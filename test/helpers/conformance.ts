// Runs one scenario of test/fixtures/conformance, which tells what came of it.
import { runProgram } from './program'

const WITHOUT_CORE = ['prlimit', '--core=0']

/** What the scenario told; it must have ended well, and left nothing behind. */
export const see = async <Told = unknown>(
  fixture: string,
  scenario: string,
  launcher = WITHOUT_CORE,
): Promise<Told> => {
  const lines = await runProgram(`conformance/${fixture}`, [scenario], { launcher })
  expect(lines.map(({ what }) => what)).toEqual([scenario])
  return lines[0]?.told as Told
}
