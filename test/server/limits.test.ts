// How many sessions there may be: clients beyond that wait, or are turned away and told so.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Begun, beginSession } from '../helpers/begin-session'
import { eachClient } from '../helpers/client'
import { pollUntil } from '../helpers/poll-until'
import { children } from '../helpers/proc'
import { about } from '../helpers/program'
import { connectTo, nextLine, startServer, type TestServer, talk } from '../helpers/server'

const begin = (server: TestServer, count: number): Promise<Begun[]> =>
  Promise.all(Array.from({ length: count }, () => beginSession(server)))

const end = (sessions: Begun[]) => {
  for (const { client } of sessions) client.destroy()
}

const statsOf = async (server: TestServer) => (await server.order('stats', 'stats')).stats

test('atLimit wait: the fifth client of four is served when one leaves', async () => {
  const server = await startServer({ handler: 'pid', options: { maxServers: 4 } })
  const sessions = await begin(server, 4)
  const fifth = await server.connect()
  expect(await statsOf(server)).toMatchObject({ live: 4, forked: 4 })
  expect(fifth.bytesRead).toBe(0)
  sessions[2]?.client.end()
  const pid = Number(await nextLine(fifth))
  expect(sessions.map((session) => session.pid)).not.toContain(pid)
  expect(await statsOf(server)).toMatchObject({ forked: 5, dropped: { maxServers: 0 } })
  end(sessions)
  fifth.destroy()
  await server.stop()
})

test('12 clients that come and go never have more than four server processes', async () => {
  const server = await startServer({ handler: 'pid', options: { maxServers: 4 } })
  let most = 0
  let going = true
  const watching = pollUntil('the end of the stress', () => {
    most = Math.max(most, children(server.daemonPid).length)
    return !going
  })
  await eachClient(150, 12, async () => {
    expect(await talk({ port: server.port, host: '127.0.0.1' }, 'x')).toMatch(/^\d+\nx$/)
  })
  going = false
  await watching
  expect(most).toBe(4)
  expect(await statsOf(server)).toMatchObject({ forked: 150, dropped: { maxServers: 0 } })
  await server.stop()
})

test('atLimit refuse: the fifth client reads the refusal and the end', async () => {
  const server = await startServer({
    handler: 'pid',
    options: { maxServers: 4, atLimit: 'refuse', refusal: 'too many\n' },
    events: ['drop'],
  })
  const sessions = await begin(server, 4)
  const fifth = await server.connect()
  const { localPort: port } = fifth
  expect((await fifth.toArray()).join('')).toBe('too many\n')
  expect(await server.program.said('drop')).toMatchObject({
    reason: 'maxServers',
    remote: { family: 'IPv4', address: '127.0.0.1', port },
  })
  expect(about(server.program.lines, 'drop')[0]).not.toHaveProperty('error')
  expect(await statsOf(server)).toMatchObject({
    live: 4,
    forked: 4,
    dropped: { maxServers: 1, maxServersPerSource: 0, fork: 0 },
  })
  end(sessions)
  await pollUntil('they have left', async () => children(server.daemonPid).length === 0)
  end(await begin(server, 1))
  await server.stop()
})

test.each([10, 60_000, 1_000_000])(
  'a client that has sent %i bytes before it reads is told the refusal, too',
  async (length) => {
    const server = await startServer({
      handler: 'pid',
      options: { maxServers: 1, atLimit: 'refuse', refusal: 'too many\n' },
    })
    const sessions = await begin(server, 1)
    // The daemon process finds the connection with what was sent by then.
    process.kill(server.daemonPid, 'SIGSTOP')
    const client = await server.connect()
    client.write('x'.repeat(length))
    process.kill(server.daemonPid, 'SIGCONT')
    expect(await nextLine(client)).toBe('too many')
    client.destroy()
    end(sessions)
    await server.stop()
  },
)

test('maxServersPerSource counts by address', async () => {
  const server = await startServer({
    handler: 'pid',
    options: { maxServersPerSource: 2, refusal: 'too many of you\n' },
    events: ['drop'],
  })
  const sessions = await begin(server, 2)
  expect(await talk({ port: server.port, host: '127.0.0.1' }, '')).toBe('too many of you\n')
  expect(await server.program.said('drop')).toMatchObject({ reason: 'maxServersPerSource' })
  sessions.push(await beginSession(server, undefined, { localAddress: '127.0.0.2' }))
  expect(await statsOf(server)).toMatchObject({ live: 3, dropped: { maxServersPerSource: 1 } })
  sessions.shift()?.client.end()
  await pollUntil('one has left', () => children(server.daemonPid).length === 2)
  sessions.push(await beginSession(server))
  end(sessions)
  await server.stop()
})

test.each([
  ['two addresses that share their prefix', '127.0.0.1', '127.0.0.2', { ipv4: 8 }, true],
  ['two addresses that do not', '127.0.0.1', '127.0.0.2', { ipv4: 31 }, false],
  ['IPv4 through an IPv6 socket', '127.0.0.1', '127.0.0.2', { ipv4: 8, ipv6: 128 }, true],
  ['IPv4 through an IPv6 socket, without a prefix', '127.0.0.1', '127.0.0.2', { ipv6: 0 }, false],
])('the source: %s', async (_, first, second, sourcePrefix, same) => {
  const server = await startServer({
    handler: 'pid',
    listen: { port: 0 },
    options: { maxServersPerSource: 1, sourcePrefix, refusal: 'no' },
  })
  const one = await beginSession(server, undefined, { localAddress: first })
  const answer = await talk({ port: server.port, host: '127.0.0.1', localAddress: second }, '')
  expect(answer === 'no').toBe(same)
  one.client.destroy()
  await server.stop()
})

test('clients over a UNIX socket have no source', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'limits-'))
  const file = path.join(folder, 'socket')
  const server = await startServer({
    handler: 'pid',
    listen: { path: file },
    options: { maxServersPerSource: 1 },
  })
  const clients = [await connectTo({ path: file }), await connectTo({ path: file })]
  for (const client of clients) expect(Number(await nextLine(client))).toBeGreaterThan(0)
  for (const client of clients) client.destroy()
  await server.stop()
  fs.rmSync(folder, { recursive: true })
})
