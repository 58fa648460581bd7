// Handlers that fail, and clients that leave without a word: who is told what.
import { beginSession, endOf } from '../helpers/begin-session'
import { countOf } from '../helpers/exhaustion'
import { compileLibrary } from '../helpers/native-program'
import { pollUntil } from '../helpers/poll-until'
import { about } from '../helpers/program'
import { startServer } from '../helpers/server'

test.each([
  ['throws', 'throw', 1, 'Error: thrown by the handler'],
  ['rejects', 'reject', 1, 'Error: rejected by the handler'],
  ['throws in a callback', 'throw-later', 1, 'Error: thrown by a callback'],
  ['rejects with nothing', 'reject-nothing', 1, 'undefined'],
  ['never settles, with nothing left to do', 'never', 13, undefined],
  ['exits', 'exit 7', 7, undefined],
])('a handler that %s ends its session only', async (_, order, code, text) => {
  const server = await startServer({ handler: 'obey', events: ['exit'] })
  const other = await beginSession(server)
  const { client, pid } = await beginSession(server, order)
  await endOf(client)
  expect(await server.program.said('exit')).toMatchObject({ pid, code, signal: null })
  expect(await server.order('stats', 'stats')).toMatchObject({ stats: { live: 1, failed: 1 } })
  other.client.write('exit 0\n')
  await endOf(other.client)
  await server.stop()
  const { stderr } = await server.program.end()
  if (text === undefined) expect(stderr).toBe('')
  else expect(countOf(stderr, new RegExp(text))).toBe(1)
})

test('an uncaught error ends its session, though Node waits for a helper thread for ever', async () => {
  const env = { LD_PRELOAD: compileLibrary('join-hangs') }
  const server = await startServer({ handler: 'obey', events: ['exit'] }, { env })
  const { client, pid } = await beginSession(server, 'throw')
  await endOf(client)
  expect(await server.program.said('exit')).toMatchObject({ pid, code: 1, signal: null })
  await server.stop()
  const { stderr } = await server.program.end()
  expect(countOf(stderr, /Error: thrown by the handler/)).toBe(1)
})

test.each([
  ['blocking-throw', 'Error: thrown by the handler'],
  ['blocking-async', 'ERR_INVALID_RETURN_VALUE'],
])('a blocking handler that fails: %s', async (handler, text) => {
  const server = await startServer({ handler, events: ['exit'] })
  await endOf(await server.connect())
  expect(await server.program.said('exit')).toMatchObject({ code: 1, signal: null })
  await server.stop()
  const { stderr } = await server.program.end()
  expect(stderr).toContain(text)
})

test.each(['pid', 'blocking-pid', 'iterate', 'flood', 'blocking-flood'])(
  'a client that resets its connection is no failure, handler %s',
  async (handler) => {
    const server = await startServer({ handler, events: ['exit'] })
    const clients = await Promise.all([server.connect(), server.connect(), server.connect()])
    for (const client of clients) {
      client.on('error', () => {})
      await pollUntil('something has come', () => client.bytesRead > 0 || client.readableLength > 0)
      client.resetAndDestroy()
    }
    await pollUntil('three exits', () => about(server.program.lines, 'exit').length === 3)
    for (const exit of about(server.program.lines, 'exit'))
      expect(exit).toMatchObject({ code: 0, signal: null })
    await server.stop()
    expect(await server.program.end()).toMatchObject({ stderr: '' })
  },
)

test('SIGUSR1 logs the state in one line', async () => {
  const server = await startServer({ handler: 'pid', options: { title: 'echo', maxServers: 7 } })
  const { client } = await beginSession(server)
  process.kill(server.daemonPid, 'SIGUSR1')
  await pollUntil('it has logged', () => server.program.describe().includes('state: '))
  client.destroy()
  await server.stop()
  const { stderr } = await server.program.end()
  const [, pid, state] = /^(echo\[\d+\]): state: (\{.*\})\n$/.exec(stderr) ?? []
  expect(pid).toBe(`echo[${server.daemonPid}]`)
  expect(JSON.parse(state ?? '')).toMatchObject({
    daemonPid: server.daemonPid,
    live: 1,
    forked: 1,
    maxServers: 7,
  })
})
