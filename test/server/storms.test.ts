// What others do to the daemon process: sessions that crash, clients and readers that take nothing.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { countOf, loadOf } from '../helpers/exhaustion'
import { empty, fill, openFifo } from '../helpers/fifo'
import { pollUntil } from '../helpers/poll-until'
import { children, rssKb, state } from '../helpers/proc'
import { connectTo, nextLine, startServer, type TestServer, talk } from '../helpers/server'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'storms-'))
const configuration = path.join(folder, 'configuration.json')
afterAll(() => fs.rmSync(folder, { recursive: true }))

const configure = (greeting: string) =>
  fs.writeFileSync(configuration, JSON.stringify({ greeting }))

const statsOf = async (server: TestServer) =>
  (await server.order('stats', 'stats')).stats as Record<string, number>

const local = (server: TestServer) => ({ port: server.port, host: '127.0.0.1' })

/** Clients that come, and come again, until told to stop. */
const storm = (server: TestServer, clients: number) => {
  const stormers = { going: true, came: 0 }
  const hit = async () => {
    for (; stormers.going; stormers.came++) await talk(local(server), '').catch(() => {})
  }
  const all = Array.from({ length: clients }, hit)
  return Object.assign(stormers, { ended: () => Promise.all(all) })
}

test('sessions that crash at once are throttled; then service returns', async () => {
  configure('die')
  const server = await startServer({ handler: 'die-greeting', configuration, events: ['reload'] })
  const crashing = storm(server, 4)
  await pollUntil('the storm', async () => ((await statsOf(server)).forked ?? 0) > 10)
  const before = (await statsOf(server)).forked ?? 0
  expect(await loadOf(server.daemonPid, 2000)).toBeLessThan(0.1)
  expect(((await statsOf(server)).forked ?? 0) - before).toBeLessThan(40)
  configure('hello')
  await server.order('reload', 'reloaded')
  const beganMs = performance.now()
  for (let client = 0; client < 20; client++) expect(await talk(local(server), '')).toBe('hello\n')
  // Those that waited have met the last pause, of a second at most.
  expect(performance.now() - beganMs).toBeLessThan(3000)
  crashing.going = false
  await crashing.ended()
  await server.stop()
  const { stderr } = await server.program.end()
  expect(countOf(stderr, /die as soon as they begin, the last by SIGKILL/)).toBe(1)
})

test('a log that nobody reads: the daemon process serves on, and counts the lines', async () => {
  const fifo = path.join(folder, 'fifo')
  const reader = openFifo(fifo)
  configure('hello')
  const server = await startServer(
    { handler: 'greet', configuration },
    { launcher: ['sh', '-c', 'exec "$@" 2>"$0"', fifo] },
  )
  fs.writeFileSync(configuration, 'not JSON')
  const log = () => server.order('reload', 'failed')
  fill(fifo)
  for (let line = 0; line < 5; line++) await log()
  expect(await talk(local(server), 'x')).toBe('hello\nx')
  empty(reader)
  await log()
  expect(empty(reader)).toMatch(
    /^realfork\[\d+\]: the old .* \(5 lines before this one were lost\)\n$/,
  )
  await log()
  expect(empty(reader)).toMatch(/^realfork\[\d+\]: the old configuration stays: [^(]*\n$/)
  await server.stop()
  fs.closeSync(reader)
})

test('a top process that has stopped loses events, and nobody waits for it', async () => {
  const server = await startServer({ handler: 'pid', events: ['fork', 'exit'] })
  process.kill(server.program.pid, 'SIGSTOP')
  await pollUntil('it has stopped', () => state(server.program.pid) === 'T')
  const traffic = storm(server, 4)
  await pollUntil('the queue is full', () => traffic.came > 1000)
  const beforeKb = rssKb(server.daemonPid)
  const came = traffic.came
  await pollUntil('more traffic', () => traffic.came > came + 1000)
  traffic.going = false
  await traffic.ended()
  expect(rssKb(server.daemonPid) - beforeKb).toBeLessThan(16_000)
  await pollUntil('no server process', () => children(server.daemonPid).length === 0)
  process.kill(server.program.pid, 'SIGCONT')
  const stats = await statsOf(server)
  expect(stats).toMatchObject({ forked: traffic.came, exited: traffic.came, live: 0, failed: 0 })
  const heard = server.program.lines.filter(({ what }) => what === 'fork' || what === 'exit')
  expect(stats.eventsLost).toBeGreaterThan(0)
  expect(heard.length + (stats.eventsLost ?? 0)).toBe(2 * traffic.came)
  await server.stop()
})

test('a client that reads no refusal, however long, keeps nobody waiting', async () => {
  const limits = { maxServers: 1, atLimit: 'refuse', refusal: 'x'.repeat(16 * 2 ** 20) }
  fs.writeFileSync(configuration, JSON.stringify(limits))
  const server = await startServer({ handler: 'pid', configuration, limitsFromConfiguration: true })
  const served = await server.connect()
  await nextLine(served)
  const refused = await Promise.all(Array.from({ length: 5 }, () => connectTo(local(server))))
  for (const client of refused) client.on('error', () => {})
  await pollUntil('all are refused', async () => {
    const { dropped } = await statsOf(server)
    return (dropped as unknown as Record<string, number>).maxServers === 5
  })
  served.end('still served\n')
  expect(await nextLine(served)).toBe('still served')
  for (const client of refused) client.destroy()
  await server.stop()
})
