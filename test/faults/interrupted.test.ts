// EINTR from any call, at any time: bytes, counts and the end are what they would have been.
import { eachClient } from '../helpers/client'
import { nodeClient } from '../helpers/clients'
import { withFaults } from '../helpers/faults'
import { openFiles } from '../helpers/open-files'
import { startServer } from '../helpers/server'
import { finalStatsOf } from '../helpers/stats'

const CLIENTS = 12
const bytes = Buffer.alloc(200_000, 'all bytes come back, in this order; ')

// Of sessions. Not every read and write: no signal can interrupt those of a child of fork() that is not
// complete yet.
const DATA = 'depth=2:length=4096'

test.each([
  ['of the control channel', 'echo', ['recvfrom', 'sendto', 'recvmsg', 'sendmsg'], ''],
  ['that waits or accepts', 'echo', ['ppoll', 'epoll_pwait', 'accept4'], ''],
  ['for a child that has ended', 'echo', ['wait4', 'waitid'], ''],
  ['with the bytes of clients', 'echo', ['read', 'write'], DATA],
  ['with those of blocking calls', 'blocking-patient', ['read', 'write'], DATA],
])('every second call %s', async (_, handler, calls, condition) => {
  const rules = calls.map((call) => [call, 'EINTR', 'every=2', condition].join(':'))
  const server = await startServer({ handler }, { launcher: withFaults(...rules) })
  const where = { port: server.port, host: '127.0.0.1' }
  await eachClient(CLIENTS, 4, async () => {
    expect((await nodeClient(where, bytes)).equals(bytes)).toBe(true)
  })
  expect(await finalStatsOf(server)).toMatchObject({ forked: CLIENTS, exited: CLIENTS, failed: 0 })
  await server.stop()
  expect((await server.program.end()).stderr).toBe('')
})

const descriptorsOf = async (launcher: string[]): Promise<number> => {
  const server = await startServer({ handler: 'echo' }, { launcher })
  const { size } = openFiles(server.daemonPid)
  await server.stop()
  return size
}

test.each([
  ['is interrupted', () => withFaults('connect:EINTR:every=2')],
  ['finds no network', () => ['unshare', '--map-root-user', '--net']],
])('the daemon process keeps no descriptor of a warming that %s', async (_, launcher) => {
  expect(await descriptorsOf(launcher())).toBe(await descriptorsOf([]))
})
