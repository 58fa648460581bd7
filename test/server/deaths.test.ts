// Processes that die, or stop, without having been asked to.
import net from 'node:net'
import { beginSession, endOf } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { state } from '../helpers/proc'
import { nextLine, startServer, talk } from '../helpers/server'

/** An orphan may be a zombie for a while: until init looks. */
const ended = (pid: number) =>
  pollUntil(`${pid} has ended`, () => [undefined, 'Z'].includes(state(pid)))

const gone = (pid: number) => pollUntil(`${pid} is gone`, () => state(pid) === undefined)

/** A port that nobody has at the moment. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })

const refused = (port: number): Promise<boolean> =>
  talk({ port, host: '127.0.0.1' }, '').then(
    () => false,
    () => true,
  )

test.each(['SIGKILL', 'SIGSEGV'] as const)(
  'a session that ends by %s disturbs no other',
  async (signal) => {
    const server = await startServer({ handler: 'pid', events: ['exit'] })
    const other = await beginSession(server)
    const { client, pid } = await beginSession(server)
    process.kill(pid, signal)
    await endOf(client)
    expect(await server.program.said('exit')).toMatchObject({ pid, code: null, signal })
    other.client.end('still here\n')
    expect(await nextLine(other.client)).toBe('still here')
    await server.stop()
  },
)

test('with the daemon process its sessions die; the top process says so, and can listen again', async () => {
  const listen = { port: await freePort(), host: '127.0.0.1' }
  const server = await startServer({ handler: 'pid', listen })
  const sessions = [await beginSession(server), await beginSession(server)]
  process.kill(server.daemonPid, 'SIGKILL')
  expect(await server.program.said('error')).toMatchObject({
    code: 'ERR_SERVER_DAEMON_DIED',
    text: `Error: the daemon process ${server.daemonPid} has ended by SIGKILL`,
  })
  await server.program.said('close')
  await Promise.all(sessions.map(({ client }) => endOf(client)))
  await Promise.all(sessions.map(({ pid }) => ended(pid)))
  expect(await server.order('stats', 'failed')).toMatchObject({ code: 'ERR_SERVER_NOT_RUNNING' })
  const again = await server.order('listen', 'listening')
  expect(again).toMatchObject({ addresses: [{ address: listen.host, port: listen.port }] })
  expect(again.daemonPid).not.toBe(server.daemonPid)
  expect(await talk(listen, 'x')).toMatch(/^\d+\nx$/)
  await server.stop()
})

test("orphans 'finish': sessions outlive the daemon process until they are done", async () => {
  const server = await startServer({ handler: 'pid', options: { orphans: 'finish' } })
  const { client, pid } = await beginSession(server)
  process.kill(server.daemonPid, 'SIGKILL')
  await server.program.said('close')
  const next = net.createServer().listen(server.port, '127.0.0.1')
  await pollUntil('the port is free', () => next.listening)
  next.close()
  client.write('still here\n')
  expect(await nextLine(client)).toBe('still here')
  client.end()
  await ended(pid)
  server.program.tell('exit')
  await server.program.end()
})

test('without its top process the daemon process stops: sessions may finish within graceMs', async () => {
  const server = await startServer({ handler: 'pid', options: { graceMs: 1500 } })
  const finishing = await beginSession(server)
  const staying = await beginSession(server)
  const beganMs = performance.now()
  process.kill(server.program.pid, 'SIGKILL')
  await pollUntil('nobody listens', () => refused(server.port))
  finishing.client.end('still here\n')
  expect(await nextLine(finishing.client)).toBe('still here')
  await ended(finishing.pid)
  expect(state(staying.pid)).toBe('S')
  await endOf(staying.client)
  expect(performance.now() - beganMs).toBeGreaterThan(1400)
  await gone(server.daemonPid)
  expect(await server.program.end()).toMatchObject({
    signal: 'SIGKILL',
    stderr: expect.stringMatching(/^realfork\[\d+\]: the top process has gone: stopping\n$/),
  })
})

test('a daemon process that does not obey is killed in the end, and its sessions with it', async () => {
  const server = await startServer({ handler: 'pid', options: { killMs: 100 } })
  const { client, pid } = await beginSession(server)
  process.kill(server.daemonPid, 'SIGSTOP')
  const beganMs = performance.now()
  await server.stop(100)
  expect(performance.now() - beganMs).toBeGreaterThan(5000)
  await endOf(client)
  await ended(pid)
})

test('however long the grace, a daemon process that obeys is not killed', async () => {
  const server = await startServer({ handler: 'pid' })
  const { client } = await beginSession(server)
  server.program.tell(`close ${2 ** 31 - 1}`)
  await pollUntil('nobody listens', () => refused(server.port))
  client.end('still here\n')
  expect(await nextLine(client)).toBe('still here')
  await server.program.said('closed')
  server.program.tell('exit')
  expect(await server.program.end()).toMatchObject({ code: 0, stderr: '' })
})

test('what a session has forked or spawned is not counted, and not waited for', async () => {
  const server = await startServer({
    handler: 'family',
    options: { allowHalfOpen: true },
    events: ['exit'],
  })
  const { client, pid } = await beginSession(server)
  const family = JSON.parse(await nextLine(client)) as { forked: number; spawned: number }
  expect(await server.order('stats', 'stats')).toMatchObject({ stats: { live: 1, forked: 1 } })
  client.end()
  expect(JSON.parse(await nextLine(client))).toEqual({ forked: 41, spawned: 42 })
  expect(await server.program.said('exit')).toMatchObject({ pid, code: 0 })
  await ended(family.forked)
  await ended(family.spawned)
  const { stats } = await server.order('stats', 'stats')
  expect(stats).toMatchObject({ live: 0, forked: 1, exited: 1, failed: 0 })
  await server.stop()
})
