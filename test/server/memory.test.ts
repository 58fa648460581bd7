// What the daemon process says of its own memory.
import { anonymousKb } from '../helpers/proc'
import { startServer, talk } from '../helpers/server'
import { finalStatsOf, statsOf } from '../helpers/stats'

const local = (port: number) => ({ port, host: '127.0.0.1' })

test('stats and fork events carry the memory of the daemon process', async () => {
  const server = await startServer({ handler: 'echo', events: ['fork'] })
  await talk(local(server.port), 'x')
  const told = [
    (await server.program.said('fork')).anonymousKb as number,
    (await finalStatsOf(server)).anonymousKb,
  ]
  const seen = anonymousKb(server.daemonPid)
  // The kernel counts pages of each processor for itself, and puts them together later.
  for (const kilobytes of told) expect(Math.abs(kilobytes - seen)).toBeLessThan(2048)
  await server.stop()
})

test.each([
  [1, 1],
  [1000, 0],
])('a budget of %d MB: %d line in the log', async (memoryBudgetMb, lines) => {
  const server = await startServer({ handler: 'echo', options: { memoryBudgetMb } })
  for (let client = 0; client < 3; client++) await talk(local(server.port), 'x')
  await statsOf(server)
  await statsOf(server)
  await server.stop()
  const { stderr } = await server.program.end()
  const said = stderr.match(/the daemon process has [\d.]+ MB of memory, more than 1: forks/g) ?? []
  expect(said).toHaveLength(lines)
})
