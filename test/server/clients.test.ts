// The server under clients of all kinds: every byte there and back, and the options of their sockets.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { netcat, nodeClient, python, type Where } from '../helpers/clients'
import { about } from '../helpers/program'
import { nextLine, startServer, type TestServer, talk } from '../helpers/server'

const MEGABYTE = 1 << 20
const GRACE_MS = 10_000

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'clients-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

const local = (server: TestServer): Where => ({ port: server.port, host: '127.0.0.1' })

const clients = { netcat, python, node: nodeClient }

const statuses = (server: TestServer) =>
  about(server.program.lines, 'exit').map(({ code, signal }) => code ?? signal)

describe.each(['echo', 'blocking-echo'])('%s', (handler) => {
  test.each(Object.entries(clients))('a megabyte there and back: %s', async (_name, client) => {
    const server = await startServer({ handler, events: ['exit'] })
    const bytes = randomBytes(MEGABYTE)
    expect(bytes.equals(await client(local(server), bytes))).toBe(true)
    expect(await client(local(server), Buffer.alloc(0))).toHaveLength(0)
    await server.stop(GRACE_MS)
    expect(statuses(server)).toEqual([0, 0])
  })

  test('a megabyte there and back over a UNIX socket, by three clients at once', async () => {
    const where = { path: path.join(folder, handler) }
    const server = await startServer({ handler, listen: where, events: ['exit'] })
    const bytes = randomBytes(MEGABYTE)
    const echoes = await Promise.all(Object.values(clients).map((client) => client(where, bytes)))
    expect(echoes.map((echo) => bytes.equals(echo))).toEqual([true, true, true])
    await server.stop(GRACE_MS)
    expect(statuses(server)).toEqual([0, 0, 0])
  })
})

test('allowHalfOpen: the server has the last word after the client has said all', async () => {
  const server = await startServer({ handler: 'last-word', options: { allowHalfOpen: true } })
  for (const client of Object.values(clients)) {
    expect(String(await client(local(server), Buffer.alloc(100_000)))).toBe('100000 bytes')
  }
  await server.stop()
})

test('without allowHalfOpen the end of the client is the end of the server', async () => {
  const server = await startServer({ handler: 'last-word', events: ['exit'] })
  for (const client of Object.values(clients)) {
    expect(String(await client(local(server), Buffer.alloc(100_000)))).toBe('')
  }
  await server.stop(GRACE_MS)
  expect(statuses(server)).toEqual([0, 0, 0])
})

test.each([false, true])('the server ends first, allowHalfOpen %s', async (allowHalfOpen) => {
  const server = await startServer({
    handler: 'first-word',
    options: { allowHalfOpen },
    events: ['exit'],
  })
  for (const client of [python, nodeClient]) {
    expect(String(await client(local(server), Buffer.from('hello')))).toBe('go away')
  }
  await server.stop(GRACE_MS)
  expect(statuses(server)).toEqual([0, 0])
})

const optionsOf = async (server: TestServer) =>
  JSON.parse((await talk(local(server), '')).trim() || 'null')

test('noDelay and keepAlive are set on the socket of a session, and only if asked for', async () => {
  const plain = await startServer({ handler: 'socket-options' })
  const system = Number(fs.readFileSync('/proc/sys/net/ipv4/tcp_keepalive_time', 'latin1'))
  expect(await optionsOf(plain)).toEqual({ noDelay: 0, keepAlive: 0, idleS: system })
  await plain.stop()
  const eager = await startServer({
    handler: 'socket-options',
    options: { noDelay: true, keepAlive: true, keepAliveInitialDelayMs: 42_000 },
  })
  expect(await optionsOf(eager)).toEqual({ noDelay: 1, keepAlive: 1, idleS: 42 })
  await eager.stop()
})

test('keepAlive: the kernel counts down to a probe of an idle client', async () => {
  const server = await startServer({
    handler: 'pid',
    options: { keepAlive: true, keepAliveInitialDelayMs: 42_000 },
  })
  const client = await server.connect()
  await nextLine(client)
  const listed = execFileSync('ss', ['-tnoH', `sport = :${server.port}`], { encoding: 'utf8' })
  expect(listed).toMatch(/timer:\(keepalive,4[0-2]sec,0\)/)
  client.destroy()
  await server.stop()
})

test.each(['only listener', 'second listener', 'emit', 'exit'])(
  'a session that ends well is heard to do so: %s',
  async (way) => {
    const server = await startServer({ handler: 'hears-exit', events: ['exit'] })
    await talk({ port: server.port, host: '127.0.0.1' }, way)
    expect(await server.program.said('stdout')).toMatchObject({ text: 'the end' })
    expect(await server.program.said('exit')).toMatchObject({ code: 0 })
    await server.stop()
  },
)
