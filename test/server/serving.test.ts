// The server as its clients meet it.
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'
import { about } from '../helpers/program'
import { connectTo, nextLine, startServer, talk } from '../helpers/server'

const local = (port: number) => ({ port, host: '127.0.0.1' })

test('echoes to one client after the other, and leaves no zombie', async () => {
  const server = await startServer({ handler: 'echo' })
  for (let client = 0; client < 20; client++) {
    expect(await talk(local(server.port), `client ${client}\n`)).toBe(`client ${client}\n`)
  }
  await pollUntil('no server process, no zombie', () => children(server.daemonPid).length === 0)
  await server.stop()
})

test('serves 100 clients at once, each in a process of its own', async () => {
  const server = await startServer({ handler: 'pid' })
  const clients = await Promise.all(Array.from({ length: 100 }, () => server.connect()))
  const pids = await Promise.all(clients.map(nextLine))
  expect(new Set(pids).size).toBe(100)
  expect(children(server.daemonPid).map(String).sort()).toEqual([...pids].sort())
  for (const client of clients) client.destroy()
  await pollUntil('no server process', () => children(server.daemonPid).length === 0)
  await server.stop()
})

test('serves by blocking calls', async () => {
  const server = await startServer({ handler: 'blocking-echo' })
  expect(await talk(local(server.port), 'x'.repeat(200_000))).toBe('x'.repeat(200_000))
  await server.stop()
})

test('a session knows its number, both addresses and its configuration', async () => {
  const server = await startServer({ handler: 'session' })
  const client = await server.connect()
  const { localPort } = client
  const session = JSON.parse((await client.toArray()).join(''))
  expect(session).toEqual({
    id: 1,
    remote: { family: 'IPv4', address: '127.0.0.1', port: localPort },
    local: { family: 'IPv4', address: '127.0.0.1', port: server.port },
    configuration: { greeting: 'hello' },
    port: localPort,
  })
  expect(JSON.parse(await talk(local(server.port), ''))).toMatchObject({ id: 2 })
  await server.stop()
})

test('tells of every fork and every exit, with status, duration and usage', async () => {
  const server = await startServer({ handler: 'obey', events: ['fork', 'exit'] })
  const order = async (text: string) => {
    const client = await server.connect()
    const pid = Number(await nextLine(client))
    client.write(`${text}\n`)
    await client.resume().toArray()
    return pid
  }
  const pids = [await order('exit 42'), await order('kill SIGSEGV'), await order('exit 0')]
  await pollUntil('three exits', () => about(server.program.lines, 'exit').length === 3)
  expect(about(server.program.lines, 'fork').map(({ id, pid }) => [id, pid])).toEqual(
    pids.map((pid, index) => [index + 1, pid]),
  )
  expect(about(server.program.lines, 'exit')).toMatchObject([
    { id: 1, pid: pids[0], code: 42, signal: null, coreDumped: false },
    { id: 2, pid: pids[1], code: null, signal: 'SIGSEGV' },
    { id: 3, pid: pids[2], code: 0, signal: null },
  ])
  for (const { durationMs, usage } of about(server.program.lines, 'exit')) {
    expect(durationMs).toBeGreaterThan(0)
    expect(usage).toEqual({
      userCpuMs: expect.any(Number),
      systemCpuMs: expect.any(Number),
      maxRssKb: expect.any(Number),
    })
  }
  const { stats } = await server.order('stats', 'stats')
  expect(stats).toMatchObject({ forked: 3, exited: 3, live: 0, failed: 2, eventsLost: 0 })
  await server.stop()
})

test('an IPv6 socket without a host serves IPv4 and IPv6', async () => {
  const server = await startServer({ handler: 'session', listen: { port: 0 } })
  const over = async (host: string) => JSON.parse(await talk({ port: server.port, host }, ''))
  expect(await over('::1')).toMatchObject({ remote: { family: 'IPv6', address: '::1' } })
  expect(await over('127.0.0.1')).toMatchObject({ remote: { address: '::ffff:127.0.0.1' } })
  await server.stop()
})

test('listens at several places at once', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'server-'))
  const file = path.join(folder, 'socket')
  const server = await startServer({
    handler: 'echo',
    listen: [
      { port: 0, host: '127.0.0.1' },
      { port: 0, host: '::1', ipv6Only: true },
      { path: file, mode: 0o600 },
    ],
  })
  const [, second] = server.addresses
  expect(second).toMatchObject({ family: 'IPv6', address: '::1' })
  expect(await talk(local(server.port), 'one')).toBe('one')
  expect(await talk({ host: '::1', port: (second as { port: number }).port }, 'two')).toBe('two')
  expect(await talk({ path: file }, 'three')).toBe('three')
  expect(fs.statSync(file).mode & 0o777).toBe(0o600)
  await server.stop()
  expect(fs.existsSync(file)).toBe(false)
  fs.rmdirSync(folder)
})

test('the accepted socket stays open in its server process only', async () => {
  const server = await startServer({ handler: 'pid' })
  const client = await server.connect()
  const pid = Number(await nextLine(client))
  process.kill(pid, 'SIGKILL')
  await once(client.resume(), 'end') // as soon as that one process is gone
  await pollUntil('it was removed', () => state(pid) === undefined)
  await server.stop()
})

test('a client that waits in the backlog before the end of the start is served', async () => {
  const server = await startServer({ handler: 'pid', options: { maxServers: 1 } })
  const first = await server.connect()
  await nextLine(first)
  const second = await connectTo(local(server.port))
  first.destroy()
  expect(Number(await nextLine(second))).toBeGreaterThan(0)
  second.destroy()
  await server.stop()
})
