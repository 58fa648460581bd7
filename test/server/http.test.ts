// HTTP in sessions: an http.Server that never listens is handed the connection.
import http from 'node:http'
import autocannon from 'autocannon'
import { eachClient } from '../helpers/client'
import { filter } from '../helpers/clients'
import { pollUntil } from '../helpers/poll-until'
import { about } from '../helpers/program'
import { startServer, type TestServer } from '../helpers/server'

const GRACE_MS = 10_000

const url = (server: TestServer, path: string) => `http://127.0.0.1:${server.port}${path}`

const statuses = (server: TestServer) =>
  about(server.program.lines, 'exit').map(({ code, signal }) => code ?? signal)

const underLoad = async (server: TestServer, options: Omit<autocannon.Options, 'url'>) => {
  const result = await autocannon({ url: url(server, '/hello'), expectBody: 'hello', ...options })
  const { errors, timeouts, mismatches, non2xx, requests, latency } = result
  expect({ errors, timeouts, mismatches, non2xx }).toEqual({
    errors: 0,
    timeouts: 0,
    mismatches: 0,
    non2xx: 0,
  })
  expect(result['2xx']).toBe(options.amount)
  console.info(`${options.amount} requests: ${requests.average}/s, latency ${latency.average} ms`)
}

const stop = async (server: TestServer) => {
  await server.stop(GRACE_MS)
  expect(new Set(statuses(server))).toEqual(new Set([0]))
}

test.each(['http', 'http-in-handler'])(
  'keep-alive: one process a connection, many requests a process: %s',
  async (handler) => {
    const server = await startServer({ handler, options: { noDelay: true }, events: ['exit'] })
    await underLoad(server, { connections: 10, amount: 10_000 })
    const { stats } = await server.order('stats', 'stats')
    expect((stats as { forked: number }).forked).toBeLessThanOrEqual(20) // 10, and 10 that close it
    await stop(server)
  },
)

const request = (server: TestServer, path: string, agent: http.Agent | false) =>
  new Promise<{ date: number; body: string }>((resolve, reject) => {
    const sent = http.get(url(server, path), { agent }, async (response) => {
      const body = (await response.toArray()).join('')
      resolve({ date: Date.parse(String(response.headers.date)), body })
    })
    sent.once('error', reject)
  })

const requester = (server: TestServer) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  return { agent, get: (path: string) => request(server, path, agent) }
}

// autocannon does not count the last response of a connection.
test('a connection and a process for each request, 10 at a time', async () => {
  const server = await startServer({ handler: 'http', events: ['exit'] })
  const pids: string[] = []
  const beganMs = performance.now()
  await eachClient(1000, 10, async () => {
    pids.push((await request(server, '/pid', false)).body)
  })
  const perSecond = 1e6 / (performance.now() - beganMs)
  console.info(`1000 connections: ${perSecond.toFixed()} requests/s`)
  await stop(server)
  expect(pids.map(Number).sort()).toEqual(
    about(server.program.lines, 'exit')
      .map(({ pid }) => pid)
      .sort(),
  )
})

test('the Date of a response is that of the response, however old the daemon process is', async () => {
  const server = await startServer({ handler: 'http', warm: 'http' })
  const startedMs = Date.now()
  await pollUntil('the date of the warming has passed', () => Date.now() - startedMs > 2500)
  const { agent, get } = requester(server)
  for (const last of [false, true]) {
    const beganMs = Date.now()
    const { date } = await get('/hello')
    expect(date).toBeGreaterThan(beganMs - 1500)
    expect(date).toBeLessThanOrEqual(Date.now())
    await pollUntil('the second has passed', () => last || Date.now() - beganMs > 1500)
  }
  agent.destroy()
  await server.stop()
})

test('an idle keep-alive connection ends with keepAliveTimeout, and its session well', async () => {
  const server = await startServer({ handler: 'http-impatient', events: ['exit'] })
  const { agent, get } = requester(server)
  const pid = Number((await get('/pid')).body)
  const exit = await server.program.said('exit') // the client has not closed anything
  expect(exit).toMatchObject({ pid, code: 0, signal: null })
  agent.destroy()
  await server.stop()
})

test('a client that closes its keep-alive connection ends the session, with status 0', async () => {
  const server = await startServer({ handler: 'http', events: ['exit'] })
  const { agent, get } = requester(server)
  const pids = [(await get('/pid')).body, (await get('/pid')).body]
  expect(pids[0]).toBe(pids[1])
  agent.destroy()
  expect(await server.program.said('exit')).toMatchObject({ pid: Number(pids[0]), code: 0 })
  await server.stop()
})

test('a body is parsed, a large response streams: curl', async () => {
  const server = await startServer({ handler: 'http', options: { noDelay: true } })
  const numbers = Array.from({ length: 100_000 }, (_, index) => index)
  const body = Buffer.from(JSON.stringify(numbers))
  const sum = await filter('curl', ['-sfT', '-', '-XPOST', url(server, '/sum')], body)
  expect(JSON.parse(String(sum))).toEqual({ sum: (100_000 * 99_999) / 2 })
  const streamed = await filter('curl', ['-sf', url(server, '/stream')], body)
  expect(streamed).toHaveLength(5_000_000)
  expect(streamed.every((byte, at) => byte === 48 + (Math.floor(at / 65_536) % 10))).toBe(true)
  await server.stop()
})

test('idleMs ends a request that does not come, and leaves a slow response alone', async () => {
  const server = await startServer({ handler: 'http', options: { idleMs: 400 }, events: ['exit'] })
  const { agent, get } = requester(server)
  expect((await get('/slow')).body).toBe(`${'.'.repeat(20)}done`)
  agent.destroy()
  const client = await server.connect()
  client.write('GET /hello HTTP/1.1\r\nHost: ')
  expect(await client.toArray()).toEqual([])
  await stop(server)
})
