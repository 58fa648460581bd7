// What the daemon process and its spares play to themselves has no consequence for anybody, whatever fails in it.
import { arm, withFaults } from '../helpers/faults'
import { openFiles } from '../helpers/open-files'
import { pollUntil } from '../helpers/poll-until'
import { children } from '../helpers/proc'
import { startServer, type TestServer, talk } from '../helpers/server'
import { finalStatsOf, statsOf } from '../helpers/stats'

const CLIENTS = 8

const local = ({ port }: TestServer) => ({ port, host: '127.0.0.1' })

const whenThereAre = (server: TestServer, spare: number) =>
  pollUntil(`${spare} spares`, async () => (await statsOf(server)).spare === spare)

test.each(['sendto:ENOBUFS', 'socketpair:EMFILE', 'accept4:ECONNABORTED'])(
  'every %s from now on: the daemon process lives, and keeps no descriptor',
  async (rule) => {
    const options = { prefork: { spare: 2 } }
    const server = await startServer(
      { handler: 'echo', options },
      { launcher: withFaults(`${rule}:depth=1:every=2:armed`) },
    )
    await whenThereAre(server, 2)
    const before = openFiles(server.daemonPid).size
    arm(server.program)
    for (let client = 0; client < CLIENTS; client++) {
      expect(await talk(local(server), 'x')).toBe('x')
      await whenThereAre(server, 2)
    }
    expect(await finalStatsOf(server)).toMatchObject({ forked: CLIENTS, failed: 0 })
    await pollUntil(
      'it has as many descriptors as before',
      () => openFiles(server.daemonPid).size <= before,
    )
    await server.stop()
  },
)

test.each(['socketpair:EMFILE', 'connect:EADDRNOTAVAIL', 'accept4:EMFILE'])(
  'where no spare can rehearse, or even accept (%s), clients are served all the same',
  async (rule) => {
    const server = await startServer(
      { handler: 'echo', options: { prefork: { spare: 2 } } },
      { launcher: withFaults(`${rule}:depth=2`) },
    )
    for (let client = 0; client < CLIENTS; client++) {
      await whenThereAre(server, 2)
      expect(await talk(local(server), 'x')).toBe('x')
    }
    expect(await finalStatsOf(server)).toMatchObject({ forked: CLIENTS, failed: 0 })
    await server.stop()
    expect((await server.program.end()).stderr).toBe('')
  },
)

test('spares that die as soon as they are forked are forked ever more rarely', async () => {
  const server = await startServer({ handler: 'echo', options: { prefork: { spare: 1 } } })
  const seen = new Set<number>()
  const endMs = performance.now() + 2000
  await pollUntil('two seconds are over', () => {
    for (const pid of children(server.daemonPid)) {
      if (seen.has(pid)) continue
      seen.add(pid)
      process.kill(pid, 'SIGKILL')
    }
    return performance.now() > endMs
  })
  // 10 ms, 20, 40 ... 1000: eight pauses take more than two seconds.
  expect(seen.size).toBeGreaterThan(3)
  expect(seen.size).toBeLessThan(15)
  expect(await talk(local(server), 'x')).toBe('x')
  await server.stop()
})
