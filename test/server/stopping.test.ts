// How a server stops: asked by its top process, by signals, and with sessions that do not mind.
import { once } from 'node:events'
import net from 'node:net'
import { beginSession, endOf } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { state } from '../helpers/proc'
import { about } from '../helpers/program'
import { nextLine, startServer, type TestServer, talk } from '../helpers/server'

/** What has become of some sessions; of those that only tried whether anybody listens, nobody asks. */
const exits = (server: TestServer, ...pids: number[]) =>
  about(server.program.lines, 'exit').filter((exit) => pids.includes(exit.pid))

const refused = (port: number) =>
  new Promise<boolean>((resolve) => {
    const client = net.connect(port, '127.0.0.1', () => {
      client.destroy()
      resolve(false)
    })
    client.once('error', () => resolve(true))
  })

test('close() lets sessions finish, and takes no new client meanwhile', async () => {
  const server = await startServer({ handler: 'pid', events: ['exit'] })
  const { client, pid } = await beginSession(server)
  server.program.tell('close 60000')
  await pollUntil('nobody listens', () => refused(server.port))
  client.write('still here\n')
  expect(await nextLine(client)).toBe('still here')
  client.end()
  await server.program.said('closed')
  expect(exits(server, pid)).toMatchObject([{ code: 0, signal: null }])
  expect(exits(server, pid)[0]).not.toHaveProperty('reason')
  server.program.tell('exit')
  await server.program.end()
})

test('after graceMs sessions get SIGTERM', async () => {
  const server = await startServer({ handler: 'pid', events: ['exit'] })
  const { client, pid } = await beginSession(server)
  const beganMs = performance.now()
  await server.stop(200)
  expect(performance.now() - beganMs).toBeGreaterThan(190)
  expect(exits(server, pid)).toMatchObject([{ signal: 'SIGTERM', reason: 'stop' }])
  await endOf(client)
})

test.each(['loop', 'stubborn', 'stop'])(
  'a session that does not end by SIGTERM is killed: %s',
  async (how) => {
    const server = await startServer({
      handler: 'obey',
      events: ['exit'],
      options: { killMs: 300 },
    })
    const { client, pid } = await beginSession(server, how === 'stop' ? 'kill SIGSTOP' : how)
    if (how === 'stop') await pollUntil('it has stopped', () => state(pid) === 'T')
    else await nextLine(client)
    const beganMs = performance.now()
    await server.stop(100)
    // SIGCONT goes with SIGTERM, so one that is only stopped ends by it; so does an endless loop.
    const signal = how === 'stubborn' ? 'SIGKILL' : 'SIGTERM'
    expect(exits(server, pid)).toMatchObject([{ pid, signal, reason: 'stop' }])
    expect(performance.now() - beganMs).toBeLessThan(100 + 300 + 2000)
    await endOf(client)
  },
)

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s to the daemon process stops gracefully',
  async (signal) => {
    const server = await startServer({
      handler: 'pid',
      options: { graceMs: 60_000 },
      events: ['exit'],
    })
    const { client, pid } = await beginSession(server)
    process.kill(server.daemonPid, signal)
    await pollUntil('nobody listens', () => refused(server.port))
    client.end('bye\n')
    expect(await nextLine(client)).toBe('bye')
    await server.program.said('close')
    expect(exits(server, pid)).toMatchObject([{ code: 0 }])
    server.program.tell('exit')
    await server.program.end()
  },
)

test('a second signal hurries, a third does not wait', async () => {
  const server = await startServer({
    handler: 'obey',
    options: { graceMs: 60_000, killMs: 60_000 },
    events: ['exit'],
  })
  const patient = await beginSession(server)
  const stubborn = await beginSession(server, 'stubborn')
  await nextLine(stubborn.client)
  process.kill(server.daemonPid, 'SIGTERM')
  await pollUntil('nobody listens', () => refused(server.port))
  process.kill(server.daemonPid, 'SIGTERM')
  expect(await nextLine(stubborn.client)).toBe('no')
  await endOf(patient.client)
  process.kill(server.daemonPid, 'SIGTERM')
  await endOf(stubborn.client)
  await server.program.said('close')
  expect(exits(server, patient.pid, stubborn.pid)).toMatchObject([
    { pid: patient.pid, signal: 'SIGTERM', reason: 'stop' },
    { pid: stubborn.pid, signal: 'SIGKILL', reason: 'stop' },
  ])
  server.program.tell('exit')
  await server.program.end()
})

test('SIGQUIT stops at once', async () => {
  const server = await startServer({
    handler: 'pid',
    options: { graceMs: 60_000 },
    events: ['exit'],
  })
  const { client, pid } = await beginSession(server)
  process.kill(server.daemonPid, 'SIGQUIT')
  await endOf(client)
  await server.program.said('close')
  expect(exits(server, pid)).toMatchObject([{ signal: 'SIGKILL', reason: 'stop' }])
  server.program.tell('exit')
  await server.program.end()
})

test('close() during traffic ends within graceMs and a little, and frees the port', async () => {
  const server = await startServer({ handler: 'echo' })
  const { port } = server
  let going = true
  let answered = 0
  const hit = async () => {
    while (going) {
      try {
        if ((await talk({ port, host: '127.0.0.1' }, 'x')) === 'x') answered++
      } catch {
        // The server stops.
      }
    }
  }
  const hitters = [hit(), hit(), hit(), hit()]
  await pollUntil('traffic', () => answered > 50)
  const beganMs = performance.now()
  server.program.tell('close 500')
  await server.program.said('closed')
  expect(performance.now() - beganMs).toBeLessThan(500 + 1000 + 1500)
  expect(server.processes()).toEqual([server.program.pid])
  const next = net.createServer().listen(port, '127.0.0.1')
  await once(next, 'listening')
  next.close()
  going = false
  await Promise.all(hitters)
  server.program.tell('exit')
  await server.program.end()
})

test('signals reach what a session has started, too', async () => {
  const server = await startServer({ handler: 'spawn', events: ['exit'] })
  const client = await server.connect()
  const grandchild = Number(await nextLine(client))
  expect(state(grandchild)).toBeDefined()
  await server.stop(0)
  await pollUntil('it has ended, too', () => {
    const letter = state(grandchild)
    return letter === undefined || letter === 'Z'
  })
  client.destroy()
})

test('Ctrl-C in a terminal reaches sessions through the daemon process only', async () => {
  const server = await startServer({ handler: 'pid', options: { graceMs: 60_000 }, run: true })
  const { client, pid } = await beginSession(server)
  process.kill(-server.program.pid, 'SIGINT') // as the terminal does: to the whole foreground group
  await pollUntil('nobody listens', () => refused(server.port))
  client.end('still served\n')
  expect(await nextLine(client)).toBe('still served')
  const { code } = await server.program.end()
  expect(code).toBe(0)
  expect(state(pid)).toBeUndefined()
})

test('a signal while the last events wait for a slow top process is no failure', async () => {
  const server = await startServer({ handler: 'pid', events: ['reload'] })
  process.kill(server.program.pid, 'SIGSTOP')
  await pollUntil('it has stopped', () => state(server.program.pid) === 'T')
  const stderrOf = () => server.program.describe()
  // More than its socket takes.
  await pollUntil('many events', () => {
    process.kill(server.daemonPid, 'SIGHUP')
    process.kill(server.daemonPid, 'SIGUSR1')
    return Number(stderrOf().match(/.*"generation":(\d+)/s)?.[1]) > 600
  })
  process.kill(server.daemonPid, 'SIGTERM')
  await pollUntil('nobody listens', () => refused(server.port))
  process.kill(server.daemonPid, 'SIGHUP')
  await pollUntil('it has ended', () => state(server.daemonPid) === 'Z')
  process.kill(server.program.pid, 'SIGCONT')
  await server.program.said('close')
  expect(about(server.program.lines, 'error')).toEqual([])
  server.program.tell('exit')
  expect((await server.program.end()).stderr).not.toContain('fails')
})
