// Server processes that are forked ahead: each waits for one client, has that one, and ends; under the limits, with
// the configuration and through the stops that all sessions know.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beginSession, endOf } from '../helpers/begin-session'
import { arm, disarm, withFaults } from '../helpers/faults'
import { openFiles } from '../helpers/open-files'
import { pollUntil } from '../helpers/poll-until'
import { startProbe } from '../helpers/probe'
import { children, state } from '../helpers/proc'
import { about } from '../helpers/program'
import { connectTo, nextLine, startServer, type TestServer, talk } from '../helpers/server'
import { finalStatsOf, statsOf } from '../helpers/stats'

const KINDS = ['pid', 'blocking-pid']

const local = ({ port }: TestServer) => ({ port, host: '127.0.0.1' })

const title = (pid: number) => fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')[0]

/** Those that are ready: they wait for their client, and have nothing left to do before. */
const sparesOf = (server: TestServer) =>
  children(server.daemonPid).filter(
    (pid) => state(pid) === 'S' && title(pid)?.endsWith(': spare server process'),
  )

const whenReady = (server: TestServer, spare: number) =>
  pollUntil(`${spare} spares are ready`, () => {
    const pids = sparesOf(server)
    return pids.length === spare && pids
  })

/** How many connections to the server's port a process has; by what ss(8) would read. */
const clientsOf = (pid: number, { port }: TestServer): number => {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes = fs
    .readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, address, , kind]) => address === local && kind === '01')
    .map((fields) => `socket:[${fields[9]}]`)
  return [...openFiles(pid).values()].filter((file) => inodes.includes(file)).length
}

const start = (handler: string, spare: number, more: object = {}) =>
  startServer({
    handler,
    options: { prefork: { spare }, ...more },
    events: ['fork', 'exit', 'drop'],
  })

test.each(KINDS)(
  '%s: a client is served by a process that was there before it',
  async (handler) => {
    const server = await start(handler, 3)
    const spares = await whenReady(server, 3)
    const { pid, client } = await beginSession(server)
    expect(spares).toContain(pid)
    expect(await server.program.said('fork')).toMatchObject({ id: 1, pid })
    expect(title(pid)).toBe(`realfork: server process 127.0.0.1:${client.localPort}`)
    client.end('the last\n')
    expect(await nextLine(client)).toBe('the last')
    expect(await server.program.said('exit')).toMatchObject({ id: 1, pid, code: 0 })
    await server.stop()
  },
)

test.each(KINDS)('%s: each has one client, and others come in their place', async (handler) => {
  const server = await start(handler, 2)
  const served: number[] = []
  for (let client = 0; client < 10; client++) {
    served.push(Number((await talk(local(server), '')).trim()))
  }
  expect(new Set(served).size).toBe(10)
  expect(await finalStatsOf(server)).toMatchObject({ forked: 10, exited: 10, failed: 0 })
  await whenReady(server, 2)
  expect(await statsOf(server)).toMatchObject({ spare: 2 })
  await server.stop()
})

test('sessions have the numbers that their events have, each another one', async () => {
  const server = await start('number', 3)
  await whenReady(server, 3)
  const answers = await Promise.all(Array.from({ length: 12 }, () => talk(local(server), '')))
  const numbers = answers.map(Number).sort((one, other) => one - other)
  expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
  await finalStatsOf(server)
  const told = await pollUntil('all events have come', () => {
    const forks = about(server.program.lines, 'fork')
    return forks.length === 12 && forks
  })
  expect(told.map(({ id }) => Number(id)).sort((one, other) => one - other)).toEqual(numbers)
  await server.stop()
})

test('more clients at once than there are spares are all served', async () => {
  const server = await start('pid', 2)
  await whenReady(server, 2)
  const answers = await Promise.all(Array.from({ length: 20 }, () => talk(local(server), 'x')))
  expect(new Set(answers.map((answer) => answer.split('\n')[0])).size).toBe(20)
  expect(answers.every((answer) => answer.endsWith('\nx'))).toBe(true)
  expect(await finalStatsOf(server)).toMatchObject({ forked: 20, exited: 20, failed: 0 })
  await server.stop()
})

test('spares and sessions together are never more than maxServers', async () => {
  const server = await start('pid', 3, { maxServers: 4 })
  await whenReady(server, 3)
  const sessions = [await beginSession(server), await beginSession(server)]
  await whenReady(server, 2)
  sessions.push(await beginSession(server), await beginSession(server))
  await pollUntil('no spare is left', async () => (await statsOf(server)).spare === 0)
  expect(children(server.daemonPid).sort()).toEqual(sessions.map(({ pid }) => pid).sort())
  const fifth = await server.connect()
  sessions[0]?.client.destroy()
  expect(Number(await nextLine(fifth))).toBeGreaterThan(0)
  for (const { client } of sessions) client.destroy()
  fifth.destroy()
  await whenReady(server, 3)
  await server.stop()
})

test('a source with all its sessions is turned away, and no spare is lost', async () => {
  const server = await start('pid', 2, { maxServersPerSource: 1, refusal: 'one is enough\n' })
  await whenReady(server, 2)
  const { client } = await beginSession(server)
  expect(await talk(local(server), '')).toBe('one is enough\n')
  expect(await server.program.said('drop')).toMatchObject({ reason: 'maxServersPerSource' })
  await whenReady(server, 2)
  client.destroy()
  expect(await finalStatsOf(server)).toMatchObject({ forked: 1, exited: 1 })
  await server.stop()
})

test.each(['greet', 'blocking-greet'])(
  '%s: after a reload every session has the new configuration',
  async (handler) => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'prefork-')), 'configuration')
    fs.writeFileSync(file, JSON.stringify({ greeting: 'old' }))
    const options = { prefork: { spare: 3 } }
    const server = await startServer({ handler, options, configuration: file })
    const old = await whenReady(server, 3)
    fs.writeFileSync(file, JSON.stringify({ greeting: 'new' }))
    expect(await server.order('reload', 'reloaded')).toMatchObject({ generation: 1 })
    expect(await talk(local(server), '')).toBe('new\n')
    await pollUntil('the old spares are gone', () => old.every((pid) => state(pid) === undefined))
    fs.writeFileSync(file, 'not JSON')
    const kept = await whenReady(server, 3)
    expect(await server.order('reload', 'reloaded')).toMatchObject({ what: 'failed' })
    expect(sparesOf(server)).toEqual(kept)
    expect(await finalStatsOf(server)).toMatchObject({ forked: 1, exited: 1, failed: 0 })
    await server.stop()
    fs.rmSync(path.dirname(file), { recursive: true })
  },
)

test('a stop ends spares at once, and lets sessions finish', async () => {
  const server = await start('pid', 3)
  await whenReady(server, 3)
  const { client } = await beginSession(server)
  const spares = await whenReady(server, 3)
  server.program.tell('close 60000')
  await pollUntil('the spares are gone', () => spares.every((pid) => state(pid) === undefined))
  client.end('still here\n')
  expect(await nextLine(client)).toBe('still here')
  await server.program.said('closed')
  server.program.tell('exit')
  await server.program.end()
})

test('spares that are killed are replaced', async () => {
  const server = await start('pid', 4)
  for (let round = 0; round < 3; round++) {
    const killed = await whenReady(server, 4)
    for (const pid of killed) process.kill(pid, 'SIGKILL')
    await pollUntil('they were waited for', () => killed.every((pid) => state(pid) === undefined))
  }
  await whenReady(server, 4)
  expect(about(server.program.lines, 'exit')).toEqual([])
  expect(await finalStatsOf(server)).toMatchObject({ forked: 0, exited: 0, spare: 4 })
  await server.stop()
})

test('spares that have died, and that nobody has waited for yet, get no client', async () => {
  const server = await start('pid', 3)
  const spares = await whenReady(server, 3)
  process.kill(server.daemonPid, 'SIGSTOP')
  await pollUntil('the daemon process stands still', () => state(server.daemonPid) === 'T')
  for (const pid of spares) process.kill(pid, 'SIGKILL')
  await pollUntil('they are dead', () => spares.every((pid) => state(pid) === 'Z'))
  const client = await server.connect()
  process.kill(server.daemonPid, 'SIGCONT')
  expect(spares).not.toContain(Number(await nextLine(client)))
  client.destroy()
  expect(await finalStatsOf(server)).toMatchObject({ forked: 1, exited: 1, failed: 0 })
  await server.stop()
})

test('spares that somebody has stopped keep nobody from a reload, or a stop', async () => {
  const server = await start('pid', 3)
  const spares = await whenReady(server, 3)
  for (const pid of spares) process.kill(pid, 'SIGSTOP')
  await pollUntil('they stand still', () => spares.every((pid) => state(pid) === 'T'))
  expect(await server.order('reload', 'reloaded')).toMatchObject({ generation: 1 })
  expect(Number((await talk(local(server), '')).trim())).toBeGreaterThan(0)
  const others = await whenReady(server, 3)
  expect(others.filter((pid) => spares.includes(pid))).toEqual([])
  for (const pid of others) process.kill(pid, 'SIGSTOP')
  await server.stop()
})

test('clients whose spares wait for an answer when all spares are told to end are sessions like others', async () => {
  const server = await start('pid', 2, { maxServersPerSource: 1 })
  const spares = await whenReady(server, 2)
  process.kill(server.daemonPid, 'SIGSTOP')
  await pollUntil('the daemon process stands still', () => state(server.daemonPid) === 'T')
  const clients = [await server.connect(), await server.connect()]
  await pollUntil('both have been taken', () => spares.every((pid) => clientsOf(pid, server) === 1))
  // Heard before the bell: see the loop of the daemon process.
  process.kill(server.daemonPid, 'SIGHUP')
  process.kill(server.daemonPid, 'SIGCONT')
  const pids = await Promise.all(clients.map(async (client) => Number(await nextLine(client))))
  expect(pids.sort()).toEqual(spares.sort())
  expect(await statsOf(server)).toMatchObject({ live: 2, dropped: { maxServersPerSource: 0 } })
  await server.stop()
  expect(pids.map(state)).toEqual([undefined, undefined])
})

test('a client whose spare dies before it has its answer is a session that died', async () => {
  const server = await start('pid', 2, { maxServersPerSource: 1 })
  await whenReady(server, 2)
  const first = await beginSession(server)
  const spares = await whenReady(server, 2)
  process.kill(server.daemonPid, 'SIGSTOP')
  await pollUntil('the daemon process stands still', () => state(server.daemonPid) === 'T')
  const client = await server.connect()
  client.on('error', () => {})
  const taker = await pollUntil('it has been taken', () =>
    spares.find((pid) => clientsOf(pid, server) === 1),
  )
  process.kill(taker, 'SIGKILL')
  await pollUntil('the spare is dead', () => state(taker) === 'Z')
  process.kill(server.daemonPid, 'SIGCONT')
  expect(await server.program.said('exit')).toMatchObject({ pid: taker, signal: 'SIGKILL' })
  expect(await statsOf(server)).toMatchObject({ forked: 2, dropped: { maxServersPerSource: 0 } })
  first.client.destroy()
  await server.stop()
})

test('spares take clients of each place in turn, however many wait at one of them', async () => {
  const places = [
    { port: 0, host: '127.0.0.1' },
    { port: 0, host: '127.0.0.1' },
  ]
  const server = await startServer({
    handler: 'pid',
    listen: places,
    options: { prefork: { spare: 4 }, maxServers: 4 },
  })
  const spares = await whenReady(server, 4)
  for (const pid of spares) process.kill(pid, 'SIGSTOP')
  await pollUntil('they stand still', () => spares.every((pid) => state(pid) === 'T'))
  const clients = await Promise.all(
    [0, 0, 0, 0, 0, 1, 1, 1].map(async (place) => {
      const { port } = server.addresses[place] as { port: number }
      return { place, client: await connectTo({ port, host: '127.0.0.1' }) }
    }),
  )
  const served: number[] = []
  for (const { place, client } of clients) client.once('data', () => served.push(place))
  for (const pid of spares) process.kill(pid, 'SIGCONT')
  await pollUntil('four are served', () => served.length === 4)
  expect(new Set(served)).toEqual(new Set([0, 1]))
  for (const { client } of clients) client.destroy()
  await server.stop()
})

test('a client that comes during a reload is served, and each with one configuration', async () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'prefork-')), 'configuration')
  const write = (greeting: string) => fs.writeFileSync(file, JSON.stringify({ greeting }))
  write('0')
  const options = { prefork: { spare: 3 } }
  const server = await startServer({ handler: 'greet', options, configuration: file })
  for (let round = 1; round <= 20; round++) {
    write(`${round}`)
    const [, ...answers] = await Promise.all([
      server.order('reload', 'reloaded'),
      ...Array.from({ length: 4 }, () => talk(local(server), '')),
    ])
    for (const answer of answers) expect([`${round - 1}\n`, `${round}\n`]).toContain(answer)
    expect(await talk(local(server), '')).toBe(`${round}\n`)
  }
  expect(await finalStatsOf(server)).toMatchObject({ forked: 100, exited: 100, failed: 0 })
  await server.stop()
  fs.rmSync(path.dirname(file), { recursive: true })
})

test.each(['kill', 'finish'])(
  'orphans %s: no spare outlives a daemon process that is killed',
  async (orphans) => {
    const server = await start('pid', 3, { orphans })
    await whenReady(server, 3)
    process.kill(server.daemonPid, 'SIGKILL')
    await server.program.said('close')
    await pollUntil('the top process is all that is left', () => server.processes().length === 1)
    server.program.tell('exit')
    await server.program.end()
  },
)

test('a spare shares the top socket with the daemon process, and its session nothing more than others do', async () => {
  const server = await start('pid', 3)
  await whenReady(server, 3)
  const { pid: session, client } = await beginSession(server)
  const [spare = 0] = await whenReady(server, 3)
  const socketsOf = (pid: number) =>
    [...openFiles(pid).values()].filter((file) => file.startsWith('socket:'))
  const daemons = socketsOf(server.daemonPid)
  const shared = (pid: number) => socketsOf(pid).filter((one) => daemons.includes(one))
  expect(shared(spare).length).toBe(shared(session).length + 1)
  // The top socket, and its own end of the channel; the session has its client.
  expect(socketsOf(spare).length).toBe(socketsOf(session).length + 1)
  client.destroy()
  await server.stop()
})

test('sessions of spares have identities and random numbers of their own', async () => {
  const server = await start('probe', 3)
  await whenReady(server, 3)
  const probes = [await startProbe(server), await startProbe(server), await startProbe(server)]
  const drawn = await Promise.all(probes.map(({ ask }) => ask<unknown[]>('random')))
  expect(new Set(drawn.flat()).size).toBe(12)
  expect(drawn.map((values) => values[3])).toEqual(probes.map(({ pid }) => pid))
  for (const probe of probes) await probe.end()
  await server.stop()
})

test('where no spare can be forked, clients are served as soon as a fork works; it is said once', async () => {
  const server = await startServer(
    { handler: 'pid', options: { prefork: { spare: 2 } } },
    { launcher: withFaults('clone:EAGAIN:fork:depth=1:armed') },
  )
  await whenReady(server, 2)
  arm(server.program)
  const taken = [await beginSession(server), await beginSession(server)]
  await pollUntil('it is said', () => /no spare server/.test(server.program.describe()))
  const told = await server.connect()
  told.on('error', () => {})
  await endOf(told)
  disarm(server.program)
  await whenReady(server, 2)
  expect(Number((await talk(local(server), '')).trim())).toBeGreaterThan(0)
  for (const { client } of taken) client.destroy()
  expect(await finalStatsOf(server)).toMatchObject({ forked: 3, exited: 3, failed: 0 })
  await server.stop()
  const { stderr } = await server.program.end()
  expect(stderr.match(/no spare server process: EAGAIN/g)).toHaveLength(1)
})
