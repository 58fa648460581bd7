// Signals that come while the daemon process accepts one client after the other: no poll() hears of them.

import fs from 'node:fs'
import type net from 'node:net'
import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'
import { connectTo, startServer, type TestServer } from '../helpers/server'

const PORTS = 30

/** One client at each of many top sockets, all to be accepted in one round. */
const startBusy = async (handler: string): Promise<[TestServer, net.Socket[]]> => {
  const place = { port: 0, host: '127.0.0.1' }
  const server = await startServer({
    handler,
    listen: Array(PORTS).fill(place),
    options: { graceMs: 60_000 },
  })
  process.kill(server.daemonPid, 'SIGSTOP')
  await pollUntil('it has stopped', () => state(server.daemonPid) === 'T')
  const clients = await Promise.all(
    server.addresses.map((address) =>
      connectTo(address.family === 'unix' ? { path: address.path } : { port: address.port }),
    ),
  )
  for (const client of clients) client.on('error', () => {}).resume()
  process.kill(server.daemonPid, 'SIGCONT')
  return [server, clients]
}

/** Asked of the kernel: a client that tried would wake the daemon process. */
const listens = ({ port }: TestServer): boolean => {
  const at = `:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`
  return fs.readFileSync('/proc/net/tcp', 'latin1').includes(at)
}

test('a session that ends meanwhile is removed at once', async () => {
  const [server, clients] = await startBusy('first-dies')
  const told = () => clients.filter((client) => client.bytesRead > 0).length
  await pollUntil('the others are served', () => told() === PORTS - 1)
  await pollUntil('it was removed', () => children(server.daemonPid).length === PORTS - 1)
  for (const client of clients) client.destroy()
  await server.stop()
})

test('SIGTERM is heeded at once', async () => {
  const [server, clients] = await startBusy('first-stops')
  await pollUntil('nobody listens', () => !listens(server))
  for (const client of clients) client.destroy()
  await server.program.said('close')
  server.program.tell('exit')
  await server.program.end()
})
