// accept() that fails: who waits is served in the end, and the daemon process does not spin meanwhile.
import { beginSession } from '../helpers/begin-session'
import { eachClient } from '../helpers/client'
import { countOf, loadOf } from '../helpers/exhaustion'
import { arm, disarm, withFaults } from '../helpers/faults'
import { pollUntil } from '../helpers/poll-until'
import { nextLine, startServer, talk } from '../helpers/server'
import { finalStatsOf, statsOf } from '../helpers/stats'

const CLIENTS = 8
const STARVED_MS = 700
/** That no errno.h knows: a kernel of tomorrow. */
const UNKNOWN = '523'

const served = async (port: number) => {
  await eachClient(CLIENTS, 4, async (client) => {
    expect(await talk({ port, host: '127.0.0.1' }, `${client}`)).toBe(`${client}`)
  })
}

const rulesOf = (codes: string[]) =>
  codes.map((code, at) => `accept4:${code}:depth=1:armed:nth=${2 * at + 1}`)

/** Serves some clients, while every second accept() fails by another error. */
const failures = async (codes: string[]) => {
  const server = await startServer({ handler: 'echo' }, { launcher: withFaults(...rulesOf(codes)) })
  arm(server.program)
  await served(server.port)
  const { forked, exited, acceptFailures } = await finalStatsOf(server)
  await server.stop()
  const { stderr } = await server.program.end()
  return { forked, exited, acceptFailures, logs: countOf(stderr, /clients wait/) }
}

test('errors that are the affair of one client, or of nobody, are no failures', async () => {
  const codes = ['ECONNABORTED', 'EPROTO', 'EINTR', 'EAGAIN', 'ENETDOWN', 'ETIMEDOUT']
  expect(await failures(codes)).toEqual({
    ...{ forked: CLIENTS, exited: CLIENTS },
    ...{ acceptFailures: 0, logs: 0 },
  })
})

test('a shortage of anything, a firewall, an unknown error delay clients and lose none', async () => {
  const codes = ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EPERM', UNKNOWN]
  expect(await failures(codes)).toEqual({
    ...{ forked: CLIENTS, exited: CLIENTS },
    ...{ acceptFailures: codes.length, logs: codes.length },
  })
})

/** As long as none can be accepted. */
const starve = async (rule: string) => {
  const server = await startServer(
    { handler: 'pid' },
    { launcher: withFaults(`${rule}:depth=1:armed`) },
  )
  const before = await beginSession(server)
  arm(server.program)
  const waiting = await Promise.all([server.connect(), server.connect()])
  await pollUntil('it fails', async () => (await statsOf(server)).acceptFailures > 1)
  expect(await loadOf(server.daemonPid, STARVED_MS)).toBeLessThan(0.1)
  before.client.end('still served\n')
  expect(await nextLine(before.client)).toBe('still served')
  disarm(server.program)
  expect(new Set(await Promise.all(waiting.map(nextLine))).size).toBe(2)
  for (const client of waiting) client.destroy()
  expect(await finalStatsOf(server)).toMatchObject({ forked: 3, exited: 3, dropped: { fork: 0 } })
  await server.stop()
  const { stderr } = await server.program.end()
  expect(countOf(stderr, /clients wait until that is over/)).toBe(1)
  expect(countOf(stderr, /accepts again/)).toBe(1)
}

test('as long as it lasts, the daemon process does not spin, and sessions go on', async () => {
  const rules = ['accept4:EMFILE', 'accept4:EPERM', `accept4:${UNKNOWN}`, 'pipe2:ENFILE']
  await Promise.all(rules.map(starve))
})
