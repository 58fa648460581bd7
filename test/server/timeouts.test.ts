// How long sessions may go on: idle, and in all.
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type Begun, beginSession, endOf } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'
import { nextLine, startServer, talk } from '../helpers/server'

const IDLE_MS = 1000
/** Late is no failure on a busy machine; never would be. */
const LATE_MS = 5000

const sinceMs = (beganMs: number) => performance.now() - beganMs

const local = (port: number) => ({ port, host: '127.0.0.1' })

/** Reads a little, again and again, until so much time is over or the connection. */
const readSlowly = async ({ client }: Pick<Begun, 'client'>, durationMs: number, chunk: number) => {
  const beganMs = performance.now()
  while (sinceMs(beganMs) < durationMs && !client.readableEnded && !client.destroyed) {
    client.read(Math.min(chunk, client.readableLength))
    await pause(20)
  }
}

test('200 idle clients do not keep a good one waiting', async () => {
  const server = await startServer({ handler: 'pid' })
  const idle = await Promise.all(Array.from({ length: 200 }, () => server.connect()))
  await pollUntil('all are served', () => children(server.daemonPid).length === 200)
  const beganMs = performance.now()
  expect(await talk(local(server.port), 'good')).toMatch(/^\d+\ngood$/)
  expect(sinceMs(beganMs)).toBeLessThan(1000)
  for (const client of idle) client.destroy()
  await server.stop()
})

describe.each(['pid', 'blocking-pid'])('idleMs, handler %s', (handler) => {
  test('cuts an idle client, and not one that says something now and then', async () => {
    const server = await startServer({
      handler,
      options: { idleMs: IDLE_MS },
      events: ['exit'],
    })
    const active = await beginSession(server)
    const beganMs = performance.now()
    const idle = await beginSession(server)
    const ended = endOf(idle.client)
    for (let said = 0; sinceMs(beganMs) < 2 * IDLE_MS; said++) {
      active.client.write(`${said}\n`)
      expect(await nextLine(active.client)).toBe(String(said))
      await pause(IDLE_MS / 6)
    }
    await ended
    expect(await server.program.said('exit')).toMatchObject({ pid: idle.pid, code: 0 })
    const { durationMs } = await server.program.said('exit')
    expect(durationMs).toBeGreaterThan(IDLE_MS * 0.9)
    expect(durationMs).toBeLessThan(IDLE_MS + LATE_MS)
    active.client.end('still here\n')
    expect(await nextLine(active.client)).toBe('still here')
    await server.stop()
  })
})

test.each(['flood', 'blocking-flood'])(
  'idleMs cuts a client that takes nothing, handler %s',
  async (handler) => {
    const server = await startServer({ handler, options: { idleMs: IDLE_MS }, events: ['exit'] })
    const client = await server.connect()
    client.on('error', () => {})
    const { durationMs, code } = await server.program.said('exit')
    expect(durationMs).toBeGreaterThan(IDLE_MS * 0.9)
    expect(code).toBe(0)
    client.destroy()
    await server.stop()
  },
)

test.each(['flood', 'blocking-flood'])(
  'idleMs does not cut a client that takes little at a time, handler %s',
  async (handler) => {
    const server = await startServer({ handler, options: { idleMs: IDLE_MS }, events: ['exit'] })
    const client = await server.connect()
    client.on('error', () => {})
    await readSlowly({ client }, 2 * IDLE_MS, 200_000)
    expect(server.program.lines.map(({ what }) => what)).not.toContain('exit')
    client.destroy()
    await server.stop()
  },
)

test("idleMs and the handler's own setTimeout() do not disturb each other", async () => {
  const server = await startServer({ handler: 'own-timeout', options: { idleMs: IDLE_MS } })
  const { client } = await beginSession(server)
  expect(await nextLine(client)).toBe('timeout')
  client.write('turn it off')
  const beganMs = performance.now()
  await endOf(client)
  expect(sinceMs(beganMs)).toBeGreaterThan(IDLE_MS * 0.8)
  expect(sinceMs(beganMs)).toBeLessThan(IDLE_MS + LATE_MS)
  await server.stop()
})

test.each([
  ['an idle one', undefined, 'SIGTERM', 0],
  ['in an endless loop', 'loop', 'SIGTERM', 0],
  ['stopped', 'kill SIGSTOP', 'SIGTERM', 0],
  ['that minds no SIGTERM', 'stubborn', 'SIGKILL', 300],
  ['that has left its process group', 'desert', 'SIGKILL', 300],
])('totalMs ends a session: %s', async (_, order, signal, extraMs) => {
  const server = await startServer({
    handler: 'obey',
    options: { totalMs: 700, killMs: 300 },
    events: ['exit'],
  })
  const { client, pid } = await beginSession(server, order)
  if (order === 'kill SIGSTOP') await pollUntil('it has stopped', () => state(pid) === 'T')
  else if (order !== undefined) await nextLine(client)
  const exit = await server.program.said('exit')
  expect(exit).toMatchObject({ pid, code: null, signal, reason: 'timeout' })
  expect(exit.durationMs).toBeGreaterThan(699 + extraMs)
  expect(exit.durationMs).toBeLessThan(699 + extraMs + LATE_MS)
  await endOf(client)
  const next = await beginSession(server)
  expect(next.pid).not.toBe(pid)
  next.client.end('exit 0\n')
  if (!next.client.closed) await once(next.client.resume(), 'close')
  await server.stop()
})

test('a handler that waits for a client which was cut is no failure', async () => {
  const server = await startServer({ handler: 'obey', options: { idleMs: 100 }, events: ['exit'] })
  const { client } = await beginSession(server)
  await client.resume().toArray()
  expect(await server.program.said('exit')).toMatchObject({ code: 0, signal: null })
  await server.stop()
})
