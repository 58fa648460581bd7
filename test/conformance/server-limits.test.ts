// Statements on servers that are full, and on time: D18, D19, D20, D21, D25.
import fs from 'node:fs'
import { beginSession, endOf } from '../helpers/begin-session'
import { loadOf } from '../helpers/exhaustion'
import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'
import { about } from '../helpers/program'
import { connectTo, nextLine, startServer, type TestServer, talk } from '../helpers/server'
import { finalStatsOf, statsOf } from '../helpers/stats'

const local = ({ port }: TestServer) => ({ port, host: '127.0.0.1' })

const descriptors = (pid: number) => fs.readdirSync(`/proc/${pid}/fd`).length

test('D18 a session beyond its time is killed, its client sees the end, and the next is served', async () => {
  const options = { totalMs: 300, killMs: 100 }
  const server = await startServer({ handler: 'obey', options, events: ['exit'] })
  const beganMs = performance.now()
  const slow = await beginSession(server, 'loop')
  await endOf(slow.client)
  expect(performance.now() - beganMs).toBeGreaterThan(300)
  expect(await server.program.said('exit')).toMatchObject({ pid: slow.pid, reason: 'timeout' })
  const next = await beginSession(server, 'exit 0')
  expect(next.pid).not.toBe(slow.pid)
  await endOf(next.client)
  await server.stop()
})

test('D19 a daemon process that was stopped for longer than the deadlines cuts no healthy session', async () => {
  const idleMs = 400
  const server = await startServer({ handler: 'pid', options: { idleMs }, events: ['exit'] })
  const { client } = await beginSession(server)
  process.kill(server.daemonPid, 'SIGSTOP')
  await pollUntil('it has stopped', () => state(server.daemonPid) === 'T')
  const talkOn = async (untilMs: number) => {
    while (performance.now() < untilMs) {
      client.write('still here\n')
      expect(await nextLine(client)).toBe('still here')
    }
  }
  await talkOn(performance.now() + 2 * idleMs)
  process.kill(server.daemonPid, 'SIGCONT')
  await talkOn(performance.now() + idleMs / 4)
  expect(about(server.program.lines, 'exit')).toEqual([])
  client.end()
  await server.stop(5000)
  expect(about(server.program.lines, 'exit')).toMatchObject([{ code: 0 }])
})

test('D20 never more than the limit: client N + 1 waits, and is served when one leaves', async () => {
  const server = await startServer({ handler: 'pid', options: { maxServers: 2 } })
  const [one, two] = [await beginSession(server), await beginSession(server)]
  const third = await server.connect()
  expect(await statsOf(server)).toMatchObject({ live: 2, forked: 2 })
  expect(children(server.daemonPid)).toHaveLength(2)
  expect(third.bytesRead).toBe(0)
  one.client.end()
  expect(Number(await nextLine(third))).not.toBe(two.pid)
  expect(await statsOf(server)).toMatchObject({ live: 2, forked: 3 })
  two.client.end()
  third.end()
  await server.stop(5000)
})

test('D21 a client that is turned away leaves nothing; a place is free once its session was waited for', async () => {
  const options = { maxServers: 1, atLimit: 'refuse', refusal: 'full\n' } as const
  const server = await startServer({ handler: 'pid', options })
  const { pid, client } = await beginSession(server)
  expect(await talk(local(server), '')).toBe('full\n') // two descriptors are kept in reserve from now on
  await statsOf(server) // it has let go of that client
  const before = descriptors(server.daemonPid)
  for (let count = 0; count < 5; count++) expect(await talk(local(server), '')).toBe('full\n')
  expect(await statsOf(server)).toMatchObject({ live: 1, forked: 1, dropped: { maxServers: 6 } })
  expect(children(server.daemonPid)).toEqual([pid])
  expect(descriptors(server.daemonPid)).toBe(before)
  process.kill(pid, 'SIGKILL')
  await pollUntil('it was waited for', () => state(pid) === undefined)
  client.destroy()
  await endOf((await beginSession(server)).client.end())
  await server.stop()
})

test('D25 sessions that die as soon as they begin are no fork bomb', async () => {
  const server = await startServer({ handler: 'die' })
  let going = true
  const storm = Array.from({ length: 4 }, async () => {
    while (going) {
      const client = await connectTo(local(server))
      await endOf(client.on('error', () => {}))
      client.destroy()
    }
  })
  await pollUntil('it is noticed', async () => (await statsOf(server)).forked >= 20)
  const { forked } = await statsOf(server)
  expect(await loadOf(server.daemonPid, 1000)).toBeLessThan(0.1)
  expect((await statsOf(server)).forked - forked).toBeLessThan(20)
  going = false
  await Promise.all(storm)
  const { exited, failed } = await finalStatsOf(server)
  expect(failed).toBe(exited)
  await server.stop()
})
