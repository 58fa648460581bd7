// A system that has run out of descriptors or processes: nobody spins, nobody is lost, and it goes on.
import { beginSession } from '../helpers/begin-session'
import { countOf, limitFiles, loadOf, lowestFree, unlimitFiles } from '../helpers/exhaustion'
import { asSomebody, limitProcesses, unlimitProcesses } from '../helpers/limits'
import { pollUntil } from '../helpers/poll-until'
import { about } from '../helpers/program'
import { nextLine, startServer, type TestServer, talk } from '../helpers/server'

const STARVED_MS = 2000

const connect = (server: TestServer, count: number) =>
  Promise.all(Array.from({ length: count }, () => server.connect()))

const statsOf = async (server: TestServer) =>
  (await server.order('stats', 'stats')).stats as {
    acceptFailures: number
    dropped: { fork: number }
    live: number
    forked: number
    exited: number
  }

test('no descriptors: clients wait, the daemon process too, and all are served in the end', async () => {
  const server = await startServer({ handler: 'pid' })
  const before = await beginSession(server)
  limitFiles(server.daemonPid)
  const waiting = await connect(server, 5)
  await pollUntil('it has noticed', async () => (await statsOf(server)).acceptFailures > 0)
  expect(await loadOf(server.daemonPid, STARVED_MS)).toBeLessThan(0.05)
  before.client.end('still served\n')
  expect(await nextLine(before.client)).toBe('still served')
  expect(waiting.map(({ bytesRead, readableEnded }) => [bytesRead, readableEnded])).toEqual(
    Array(5).fill([0, false]),
  )
  unlimitFiles(server.daemonPid)
  const pids = await Promise.all(waiting.map(nextLine))
  expect(new Set(pids).size).toBe(5)
  for (const client of waiting) client.end()
  const { acceptFailures } = await statsOf(server)
  expect(acceptFailures).toBeGreaterThan(1)
  expect(acceptFailures).toBeLessThan(30)
  await server.stop()
  const { stderr } = await server.program.end()
  expect(countOf(stderr, /EMFILE.*clients wait/)).toBe(1)
  expect(stderr).toContain(`accepts again, after ${acceptFailures} failures`)
})

test('too few descriptors for a server process: nobody is accepted and then turned away', async () => {
  const server = await startServer({ handler: 'pid' })
  limitFiles(server.daemonPid, lowestFree(server.daemonPid) + 1) // for the accepted socket alone
  const waiting = await connect(server, 3)
  await pollUntil('it has noticed', async () => (await statsOf(server)).acceptFailures > 2)
  expect(await statsOf(server)).toMatchObject({ forked: 0, dropped: { fork: 0 } })
  unlimitFiles(server.daemonPid)
  expect(new Set(await Promise.all(waiting.map(nextLine))).size).toBe(3)
  for (const client of waiting) client.destroy()
  await server.stop()
})

test('a limit that even waiting needs more than: nothing spins, and signals are obeyed', async () => {
  const server = await startServer({ handler: 'pid' })
  limitFiles(server.daemonPid, 1)
  const waiting = await server.connect()
  expect(await loadOf(server.daemonPid, STARVED_MS)).toBeLessThan(0.05)
  unlimitFiles(server.daemonPid)
  expect(Number(await nextLine(waiting))).toBeGreaterThan(0)
  waiting.destroy()
  limitFiles(server.daemonPid, 1)
  process.kill(server.daemonPid, 'SIGTERM')
  await server.program.said('close')
  server.program.tell('exit')
  await server.program.end()
})

describe('no processes', () => {
  const start = () =>
    startServer(
      { handler: 'pid', options: { refusal: 'come again\n' }, events: ['drop'] },
      { launcher: asSomebody },
    )

  test('the client in hand is told so, and nothing leaks', async () => {
    const server = await start()
    expect(await talk({ port: server.port, host: '127.0.0.1' }, '')).toMatch(/^\d+\n$/)
    await pollUntil('it has ended', async () => (await statsOf(server)).exited === 1)
    limitProcesses(server.daemonPid, 1)
    expect(await talk({ port: server.port, host: '127.0.0.1' }, '')).toBe('come again\n')
    expect(await server.program.said('drop')).toMatchObject({
      reason: 'fork',
      remote: { address: '127.0.0.1' },
      error: expect.stringContaining('EAGAIN'),
    })
    expect(await statsOf(server)).toMatchObject({ live: 0, forked: 1, dropped: { fork: 1 } })
    unlimitProcesses(server.daemonPid)
    const next = await beginSession(server)
    expect(await statsOf(server)).toMatchObject({ live: 1, forked: 2, dropped: { fork: 1 } })
    next.client.destroy()
    await server.stop()
  })

  test('nobody spins, and each client is either served or told', async () => {
    const server = await start()
    limitProcesses(server.daemonPid, 1)
    const waiting = await connect(server, 40)
    const answers = waiting.map(async (client) => {
      const line = await nextLine(client)
      client.destroy()
      return line
    })
    await server.program.said('drop')
    expect(await loadOf(server.daemonPid, STARVED_MS)).toBeLessThan(0.05)
    const droppedSoFar = about(server.program.lines, 'drop').length
    expect(droppedSoFar).toBeLessThan(20)
    unlimitProcesses(server.daemonPid)
    const lines = await Promise.all(answers)
    const told = lines.filter((line) => line === 'come again').length
    expect(told).toBeGreaterThanOrEqual(droppedSoFar)
    expect(told).toBeLessThan(40)
    expect(await statsOf(server)).toMatchObject({ forked: 40 - told, dropped: { fork: told } })
    await server.stop()
    const { stderr } = await server.program.end()
    expect(countOf(stderr, /no server process: EAGAIN/)).toBe(1)
    expect(countOf(stderr, /starts server processes again/)).toBe(1)
  })
})
