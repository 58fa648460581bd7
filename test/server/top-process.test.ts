// A top process that does what not every one does, and a daemon process that stands it.

import { pollUntil } from '../helpers/poll-until'
import { state } from '../helpers/proc'
import { about, startProgram } from '../helpers/program'
import { talk } from '../helpers/server'

const ended = (scenario: string) => startProgram('server/top', [scenario]).end()

test('listeners that come after the call of listen() are heard', async () => {
  const { lines } = await ended('late-listener')
  expect(lines).toMatchObject([{ what: 'fork', id: 1 }])
})

test('a listener that throws loses no other event, nor the end', async () => {
  const { lines } = await ended('throwing-listener')
  expect(lines.map(({ what }) => what)).toEqual(['uncaught', 'close', 'uncaught'])
})

test('the longest grace is long', async () => {
  const { lines } = await ended('long-grace')
  expect(lines).toMatchObject([{ what: 'exit', code: 0, signal: null }])
})

test('detach() twice is detach()', async () => {
  const { lines } = await ended('two-detach')
  expect(lines).toMatchObject([{ what: 'detached', same: true }])
})

test('whatever the configuration throws, the daemon process goes on', async () => {
  const { code, lines } = await ended('odd-errors')
  expect(about(lines, 'refused')).toHaveLength(8)
  expect(about(lines, 'reload').map(({ told }) => told)).toEqual(Array(8).fill(true))
  expect(code).toBe(0)
})

test('a session that passes the hub what is no socket harms nobody', async () => {
  const { lines } = await ended('no-socket')
  const heard = ['message', 'message', 'message', 'published']
  expect(lines.slice(0, 4).map(({ what }) => what)).toEqual(heard)
})

test('run(): what listeners leave for afterwards is done there, not in a session', async () => {
  const program = startProgram('server/top', ['run'])
  const { port, pid } = await program.said('listening')
  for (const _ of [1, 2, 3]) await talk({ port: port as number, host: '127.0.0.1' }, '')
  await pollUntil('all have ended', () => about(program.lines, 'afterwards').length >= 3)
  process.kill(pid, 'SIGTERM')
  const { lines } = await program.end()
  const afterwards = about(lines, 'afterwards') as unknown as { id: number; inDaemon: boolean }[]
  expect(afterwards.map(({ id, inDaemon }) => `${id} ${inDaemon}`).sort()).toEqual([
    '1 true',
    '2 true',
    '3 true',
  ])
})

test('unref(), even before listen(): the top process may end, and its server ends with it', async () => {
  const { code, lines, stderr } = await ended('unref')
  expect(code).toBe(0)
  expect([undefined, 'Z']).toContain(state(lines[0]?.daemonPid as number)) // till init looks
  expect(stderr).toMatch(/the top process has gone: stopping\n$/)
})

test('a question that comes too late loses nothing of what was said before', async () => {
  const { lines } = await ended('late-question')
  expect(lines).toMatchObject([
    { what: 'exit', id: 1 },
    { what: 'close' },
    { what: 'refused', code: 'ERR_SERVER_DAEMON_DIED' },
  ])
})
