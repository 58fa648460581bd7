// Statements on what clients of a server get: D01, D03, D10, D17, D27, D28.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beginSession, endOf } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { about } from '../helpers/program'
import { nextLine, startServer, type TestServer, talk } from '../helpers/server'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'server-clients-'))
const configuration = path.join(folder, 'configuration.json')
afterAll(() => fs.rmSync(folder, { recursive: true }))

const configure = (greeting: string) =>
  fs.writeFileSync(configuration, JSON.stringify({ greeting }))

const local = ({ port }: TestServer) => ({ port, host: '127.0.0.1' })

test.each(['TCP', 'UNIX'])(
  'D01 three consecutive echo clients each get their line back, then nobody is left: %s',
  async (kind) => {
    const file = { path: path.join(folder, 'D01') }
    const server = await startServer({
      handler: 'echo',
      events: ['exit'],
      ...(kind === 'UNIX' && { listen: file }),
    })
    for (const line of ['one\n', 'two\n', 'three\n']) {
      expect(await talk(kind === 'UNIX' ? file : local(server), line)).toBe(line)
    }
    await server.stop(5000)
    expect(about(server.program.lines, 'exit').map(({ code }) => code)).toEqual([0, 0, 0])
    expect(server.processes()).toEqual([])
  },
)

test('D03 an error of the handler is reported and ends that session only; its own exit is no error', async () => {
  const server = await startServer({ handler: 'obey', events: ['exit'] })
  const failing = await beginSession(server, 'throw')
  await endOf(failing.client)
  const leaving = await beginSession(server, 'exit 7')
  await endOf(leaving.client)
  const next = await beginSession(server, 'exit 0')
  await endOf(next.client)
  await server.stop(5000)
  const exits = about(server.program.lines, 'exit')
  // In whatever order they are waited for.
  const codes = new Map(exits.map(({ pid, code }) => [pid, code]))
  expect(codes).toEqual(
    new Map([
      [failing.pid, 1],
      [leaving.pid, 7],
      [next.pid, 0],
    ]),
  )
  const { stderr } = await server.program.end()
  expect(stderr.match(/^Error: .*$/gm)).toEqual(['Error: thrown by the handler'])
})

test('D10 no client fails while the configuration is reread; only those that come later see the new one', async () => {
  configure('generation 0')
  const server = await startServer({ handler: 'greet', configuration })
  const old = await server.connect()
  expect(await nextLine(old)).toBe('generation 0')
  const heard: number[] = []
  let going = true
  const hit = async () => {
    while (going) heard.push(Number((await talk(local(server), '')).replace('generation ', '')))
  }
  const hitter = hit()
  for (let generation = 1; generation <= 5; generation++) {
    configure(`generation ${generation}`)
    process.kill(server.daemonPid, 'SIGHUP')
    await pollUntil('it is served', () => heard.includes(generation))
  }
  going = false
  await hitter
  // One client at a time: none may see an older one than the client before.
  expect(heard).toEqual([...heard].sort((a, b) => a - b))
  old.end('still here\n')
  expect(await nextLine(old)).toBe('still here')
  await server.stop()
})

test.each([
  ['a large answer, six SIGHUP a read', 4 * 2 ** 20, 6],
  ['an upload, 1000 SIGHUP', 100_000, 1000],
])('D17 every byte arrives while the daemon process is signalled: %s', async (_, length, times) => {
  configure('hello')
  const server = await startServer({ handler: 'greet', configuration, events: ['reload'] })
  const client = await server.connect()
  expect(await nextLine(client)).toBe('hello')
  const bytes = Buffer.from(Array.from({ length }, (_, at) => at % 251))
  const hangUp = () => process.kill(server.daemonPid, 'SIGHUP')
  if (times === 1000) {
    for (let sent = 0; sent < times; sent++) {
      client.write(bytes.subarray((sent * length) / times, ((sent + 1) * length) / times))
      hangUp()
    }
    client.end()
  } else client.end(bytes)
  const echo: Buffer[] = []
  for await (const chunk of client) {
    echo.push(chunk)
    if (times === 6) for (let sent = 0; sent < times; sent++) hangUp()
  }
  expect(bytes.equals(Buffer.concat(echo))).toBe(true)
  const reloads = await pollUntil('a reload', () => about(server.program.lines, 'reload').length)
  expect(reloads).toBeLessThanOrEqual(times * Math.max(1, echo.length)) // signals merge
  await server.stop()
})

test('D27 silent clients that hold every place are cut, and the one who waits is served', async () => {
  const server = await startServer({ handler: 'pid', options: { maxServers: 4, idleMs: 500 } })
  const silent = await Promise.all([1, 2, 3, 4].map(() => beginSession(server)))
  const good = await server.connect()
  expect(await server.order('stats', 'stats')).toMatchObject({ stats: { live: 4, forked: 4 } })
  expect(good.bytesRead).toBe(0)
  expect(silent.map(({ pid }) => pid)).not.toContain(Number(await nextLine(good)))
  await Promise.all(silent.map(({ client }) => endOf(client)))
  good.destroy()
  await server.stop()
})

test('D28 SIGHUP with a client that says nothing and one in the middle of its session harms neither', async () => {
  configure('old')
  const server = await startServer({ handler: 'greet', configuration, events: ['reload'] })
  const [silent, active] = [await server.connect(), await server.connect()]
  expect([await nextLine(silent), await nextLine(active)]).toEqual(['old', 'old'])
  active.write('before\n')
  expect(await nextLine(active)).toBe('before')
  configure('new')
  process.kill(server.daemonPid, 'SIGHUP')
  expect(await server.program.said('reload')).toMatchObject({ generation: 1 })
  expect(await talk(local(server), '')).toBe('new\n')
  for (const client of [active, silent]) {
    client.end('after\n')
    expect(await nextLine(client)).toBe('after')
  }
  await server.stop()
})
