// Statements on whose children a server waits for, and what it tells of them: D02, D05, D06, D07, D30.
import fs from 'node:fs'
import { beginSession, endOf } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'
import { about } from '../helpers/program'
import { nextLine, startServer, talk } from '../helpers/server'
import { finalStatsOf, statsOf } from '../helpers/stats'

const AS_PROCESS_1 = [
  'unshare',
  '--map-root-user',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
]

const startAsProcess1 = (handler: string) =>
  startServer({ handler, run: true, events: ['exit'] }, { launcher: AS_PROCESS_1 })

const orphansOf = (pid: number): number[] =>
  children(pid).filter((child) => {
    try {
      return fs.readFileSync(`/proc/${child}/comm`, 'latin1') === 'sleep\n'
    } catch {
      return false // it has gone meanwhile
    }
  })

test("D02 a child that is not the server's is left to whom it belongs", async () => {
  const server = await startServer({ handler: 'family', options: { allowHalfOpen: true } })
  const client = await server.connect()
  const [, pids] = [await nextLine(client), await nextLine(client)]
  expect(Object.keys(JSON.parse(pids))).toEqual(['forked', 'spawned'])
  client.end()
  expect(JSON.parse(await nextLine(client))).toEqual({ forked: 41, spawned: 42 })
  expect(await finalStatsOf(server)).toMatchObject({ forked: 1, exited: 1, failed: 0 })
  await server.stop()
})

test('D05 each end is told by its kind: status 0, another status, a signal, SIGKILL', async () => {
  const server = await startServer({ handler: 'obey', events: ['exit'] })
  const orders = ['exit 0', 'exit 1', 'kill SIGTERM', 'kill SIGKILL']
  for (const [before, order] of orders.entries()) {
    await endOf((await beginSession(server, order)).client)
    await pollUntil('it is told', () => about(server.program.lines, 'exit').length > before)
  }
  expect(about(server.program.lines, 'exit').map(({ code, signal }) => [code, signal])).toEqual([
    [0, null],
    [1, null],
    [null, 'SIGTERM'],
    [null, 'SIGKILL'],
  ])
  expect(await statsOf(server)).toMatchObject({ exited: 4, failed: 3 })
  await server.stop()
})

test('D06 orphans of others are removed without a word when the daemon process is process 1', async () => {
  const server = await startAsProcess1('orphan')
  const [daemonPid] = children(server.program.pid) as [number]
  const where = { port: server.port, host: '127.0.0.1' }
  await talk(where, '')
  const [orphan] = await pollUntil('it has an orphan', () => {
    const orphans = orphansOf(daemonPid)
    return orphans.length === 1 && orphans
  })
  process.kill(orphan as number)
  await pollUntil('the orphan is gone', () => state(orphan as number) === undefined)
  expect(Number(await talk(where, ''))).toBeGreaterThan(1)
  for (const pid of await pollUntil('the next', () => {
    const orphans = orphansOf(daemonPid)
    return orphans.length === 1 && orphans
  }))
    process.kill(pid)
  await pollUntil('two sessions are told', () => about(server.program.lines, 'exit').length === 2)
  process.kill(daemonPid, 'SIGTERM')
  const { lines, stderr } = await server.program.end()
  expect([about(lines, 'exit').length, stderr]).toEqual([2, ''])
})

test('D07 an orphan and a session that have ended at once are both removed', async () => {
  const server = await startAsProcess1('orphan-then-serve')
  const [daemonPid] = children(server.program.pid) as [number]
  const client = await server.connect()
  await nextLine(client)
  const [orphan] = await pollUntil('it has an orphan', () => {
    const orphans = orphansOf(daemonPid)
    return orphans.length === 1 && orphans
  })
  const [session] = children(daemonPid).filter((pid) => pid !== orphan)
  process.kill(daemonPid, 'SIGSTOP')
  await pollUntil('it has stopped', () => state(daemonPid) === 'T')
  for (const pid of [orphan, session]) process.kill(pid as number, 'SIGKILL')
  await pollUntil('both have ended', () =>
    [orphan, session].every((pid) => state(pid as number) === 'Z'),
  )
  process.kill(daemonPid, 'SIGCONT')
  await pollUntil('both are gone', () => children(daemonPid).length === 0)
  expect(await server.program.said('exit')).toMatchObject({ signal: 'SIGKILL' })
  client.destroy()
  process.kill(daemonPid, 'SIGTERM')
  expect(about((await server.program.end()).lines, 'exit')).toHaveLength(1)
})

test.each(['SIGSEGV', 'SIGABRT'])(
  'D30 a session that crashes by %s disturbs no other, and is known as crashed',
  async (signal) => {
    const server = await startServer({ handler: 'obey', events: ['exit'] })
    const other = await beginSession(server)
    const crashed = await beginSession(server, `kill ${signal}`)
    await endOf(crashed.client)
    expect(await server.program.said('exit')).toMatchObject({
      pid: crashed.pid,
      code: null,
      signal,
    })
    other.client.write('exit 0\n')
    await endOf(other.client)
    expect(await finalStatsOf(server)).toMatchObject({ exited: 2, failed: 1 })
    await server.stop()
  },
)
