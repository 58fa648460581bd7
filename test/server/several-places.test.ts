// Limits hold over all the places together that a server listens at, and none of them starves.
import type net from 'node:net'
import { pollUntil } from '../helpers/poll-until'
import { state } from '../helpers/proc'
import { connectTo, nextLine, startServer, type TestServer } from '../helpers/server'

const places = [
  { port: 0, host: '127.0.0.1' },
  { port: 0, host: '127.0.0.1' },
]

const start = () => startServer({ handler: 'pid', listen: places, options: { maxServers: 1 } })

/** Clients that are all there when the daemon process looks: so many for each place. */
const connectAtOnce = async (server: TestServer, ...counts: number[]): Promise<net.Socket[][]> => {
  process.kill(server.daemonPid, 'SIGSTOP')
  await pollUntil('it has stopped', () => state(server.daemonPid) === 'T')
  const clients = await Promise.all(
    counts.map((count, place) => {
      const { port } = server.addresses[place] as { port: number }
      const where = { port, host: '127.0.0.1' }
      return Promise.all(Array.from({ length: count }, () => connectTo(where)))
    }),
  )
  process.kill(server.daemonPid, 'SIGCONT')
  return clients
}

test('the last free session goes to one of two clients, and the other waits', async () => {
  const server = await start()
  const [[one], [two]] = (await connectAtOnce(server, 1, 1)) as [[net.Socket], [net.Socket]]
  const pids = [one, two].map(async (client) => {
    const pid = Number(await nextLine(client))
    client.end()
    return pid
  })
  for (const pid of await Promise.all(pids)) expect(pid).toBeGreaterThan(0)
  expect(await server.order('stats', 'stats')).toMatchObject({
    stats: { forked: 2, dropped: { maxServers: 0 } },
  })
  await server.stop()
})

test('a queue at one place keeps nobody waiting at another', async () => {
  const server = await start()
  const [queue, [other]] = (await connectAtOnce(server, 5, 1)) as [net.Socket[], [net.Socket]]
  const served: net.Socket[] = []
  const serve = async (client: net.Socket) => {
    await nextLine(client)
    served.push(client)
    client.end()
  }
  await Promise.all([...queue, other].map(serve))
  expect(served.indexOf(other)).toBeLessThan(2)
  await server.stop()
})
