// Sockets that take little, or nothing now: the bytes are the same, in the same order.
import { eachClient } from '../helpers/client'
import { nodeClient } from '../helpers/clients'
import { withFaults } from '../helpers/faults'
import { startServer } from '../helpers/server'
import { finalStatsOf } from '../helpers/stats'

const CLIENTS = 4
const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, at) => `byte ${at}`).join())

test.each([
  ['half of each write', 'echo', ['write:short']],
  ['half of each write', 'blocking-patient', ['write:short']],
  ['nothing, every second time', 'echo', ['write:EAGAIN:every=2', 'writev:EAGAIN:every=2']],
  ['nothing, every second time', 'blocking-patient', ['write:EAGAIN:every=2']],
  ['nothing or half', 'echo', ['write:EAGAIN:every=2', 'write:short:every=3']],
])('%s, handler %s', async (_, handler, rules) => {
  // Of sessions, and not the one byte by which fork() makes their event loop.
  const launcher = withFaults(...rules.map((rule) => `${rule}:depth=2:length=2`))
  const server = await startServer({ handler }, { launcher })
  await eachClient(CLIENTS, 2, async () => {
    const back = await nodeClient({ port: server.port, host: '127.0.0.1' }, bytes)
    expect(back.equals(bytes)).toBe(true)
  })
  expect(await finalStatsOf(server)).toMatchObject({ forked: CLIENTS, exited: CLIENTS, failed: 0 })
  await server.stop()
  expect((await server.program.end()).stderr).toBe('')
})
