// fork() and waitpid() in two competing loops.
import { about, type Line, runProgram } from '../helpers/program'

let lines: Line[]

beforeAll(async () => {
  lines = await runProgram('conformance/fork-rows')
})

test('F19 1000 times fork, end and wait: each wait returns that child and its status', () => {
  const [row] = about(lines, 'row')
  expect(row?.wrong).toBe(0)
  expect(row?.pids).toHaveLength(1000)
})

test('F20 in two competing loops no pid is used again at once', () => {
  for (const [who, count] of [
    ['row', 1000],
    ['competitor', 500],
  ] as const) {
    const pids = about(lines, who)[0]?.pids as number[]
    expect(pids).toHaveLength(count)
    expect(pids.filter((pid, at) => pid === pids[at - 1])).toEqual([])
  }
})
