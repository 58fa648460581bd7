// Statements on signals to the daemon process, and on how sessions end by it: D08, D09, D11, D29.
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beginSession, endOf } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { state } from '../helpers/proc'
import { about } from '../helpers/program'
import { nextLine, startServer, type TestServer, talk } from '../helpers/server'

const exitOf = (server: TestServer, pid: number) =>
  about(server.program.lines, 'exit').filter((exit) => exit.pid === pid)

test.each(['SIGINT', 'SIGTERM', 'SIGQUIT'] as const)(
  'D08 %s: the daemon process ends with status 0, and has waited for each child once',
  async (signal) => {
    const server = await startServer({
      handler: 'pid',
      options: { graceMs: 0 },
      events: ['exit'],
      run: true,
    })
    const sessions = await Promise.all([1, 2, 3].map(() => beginSession(server)))
    process.kill(server.daemonPid, signal)
    const { code, lines } = await server.program.end()
    expect(code).toBe(0)
    const waited = about(lines, 'exit').map((exit) => exit.childPid ?? exit.pid)
    expect(waited.sort()).toEqual(sessions.map(({ pid }) => pid).sort())
    for (const { client, pid } of sessions) {
      await endOf(client)
      expect(state(pid)).toBeUndefined()
    }
  },
)

test('D09 a graceful stop waits for those who finish, kills the others at its deadline', async () => {
  const server = await startServer({
    handler: 'obey',
    options: { graceMs: 500, killMs: 100 },
    events: ['exit'],
  })
  const finishing = await beginSession(server)
  const stubborn = await beginSession(server, 'stubborn')
  await nextLine(stubborn.client)
  const beganMs = performance.now()
  process.kill(server.daemonPid, 'SIGTERM')
  finishing.client.write('exit 3\n')
  await server.program.said('close')
  expect(performance.now() - beganMs).toBeGreaterThan(599)
  expect(exitOf(server, finishing.pid)).toMatchObject([{ code: 3 }])
  expect(exitOf(server, stubborn.pid)).toMatchObject([{ signal: 'SIGKILL', reason: 'stop' }])
  await endOf(stubborn.client)
  server.program.tell('exit')
  await server.program.end()
})

test('D09 a fast stop cuts those who would like to finish', async () => {
  const server = await startServer({ handler: 'pid', options: { graceMs: 60_000 } })
  const { client } = await beginSession(server)
  const cut = once(client.resume(), 'close')
  process.kill(server.daemonPid, 'SIGQUIT')
  client.once('end', () => client.end())
  await cut
  await server.program.said('close')
  server.program.tell('exit')
  await server.program.end()
})

test('D11 SIGHUP with a broken configuration: it is logged, and the same process serves with the old one', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'server-signals-'))
  const configuration = path.join(folder, 'configuration.json')
  fs.writeFileSync(configuration, '{ "greeting": "hello" }')
  const server = await startServer({ handler: 'greet', configuration, events: ['reload'] })
  fs.writeFileSync(configuration, '{ "greeting": ')
  process.kill(server.daemonPid, 'SIGHUP')
  expect(await server.program.said('reload')).toMatchObject({ generation: 0 })
  expect(await talk({ port: server.port, host: '127.0.0.1' }, '')).toBe('hello\n')
  const { stats } = await server.order('stats', 'stats')
  expect(stats).toMatchObject({ daemonPid: server.daemonPid, generation: 0 })
  await server.stop()
  const { stderr } = await server.program.end()
  expect(stderr).toMatch(/^realfork\[\d+\]: the old configuration stays: .*JSON.*\n$/)
  fs.rmSync(folder, { recursive: true })
})

test.each([
  ['does not mind SIGTERM', 'stubborn', 'SIGKILL'],
  ['has stopped', 'kill SIGSTOP', 'SIGTERM'],
])('D29 a session that %s is ended by a stop', async (_, order, signal) => {
  const server = await startServer({ handler: 'obey', options: { killMs: 100 }, events: ['exit'] })
  const { client, pid } = await beginSession(server, order)
  if (order === 'stubborn') await nextLine(client)
  else await pollUntil('it has stopped', () => state(pid) === 'T')
  await server.stop(0)
  expect(exitOf(server, pid)).toMatchObject([{ signal, reason: 'stop' }])
  await endOf(client)
})
