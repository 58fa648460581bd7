// fork() while locks are held.
import { about, runProgram } from '../helpers/program'

const run = (scenario: string) => runProgram('conformance/fork-locks', [scenario])

test('F16 20 children of a parent whose collector, compiler and pool are busy can use all of them', async () => {
  const ended = about(await run('busy'), 'ended')
  expect(ended.map(({ how }) => how)).toEqual(Array(20).fill(0))
})

test('F17 a fork within modules that are being loaded, 0 to 4 deep: both load them to the end', async () => {
  const lines = await run('nested')
  const depths = [0, 1, 2, 3, 4]
  for (const who of ['parent', 'child']) {
    expect(about(lines, who)).toMatchObject(
      depths.map((depth) => ({ depth, whole: true, fresh: 0 })),
    )
  }
  expect(about(lines, 'ended')).toMatchObject(depths.map((depth) => ({ depth, how: 0 })))
})
