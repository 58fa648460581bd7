import { about, runProgram } from '../helpers/program'

test('a parent and 20 children draw no random value twice, from any source', async () => {
  const lines = await runProgram('fork/random')
  const drawn = new Map<string, unknown[]>()
  for (const { kind, values } of about(lines, 'values')) {
    drawn.set(String(kind), [...(drawn.get(String(kind)) ?? []), ...(values as unknown[])])
  }
  const seen = [...drawn].map(([kind, values]) => [kind, values.length, new Set(values).size])
  expect(seen).toEqual([...drawn.keys()].map((kind) => [kind, 21 * 40, 21 * 40]))
  expect(seen).toHaveLength(10)
  expect(about(lines, 'reaped')[0]?.codes).toEqual(Array(20).fill(0))
})
