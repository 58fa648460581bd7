// Every way in which a session may end, and what 'exit' says of it.
import os from 'node:os'
import { type Begun, beginSession, endOf } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'
import { about } from '../helpers/program'
import { nextLine, startServer } from '../helpers/server'
import { statsOf } from '../helpers/stats'

/** Signals that do not end a process by default, and SIGPIPE, which Node ignores. */
const HARMLESS = new Set([
  ...['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH', 'SIGPIPE'],
  ...['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'],
])
/** Other names of SIGABRT, SIGIO and SIGSYS. */
const ALIASES = new Set(['SIGIOT', 'SIGPOLL', 'SIGUNUSED'])

const FATAL = Object.keys(os.constants.signals).filter(
  (signal) => !HARMLESS.has(signal) && !ALIASES.has(signal),
)

const TABLE: [string, object][] = [
  ['exit 0', { code: 0, signal: null }],
  ['exit 1', { code: 1, signal: null }],
  ['exit 255', { code: 255, signal: null }],
  ['throw', { code: 1, signal: null }],
  ['never', { code: 13, signal: null }],
  ...FATAL.map((signal): [string, object] => [`kill ${signal}`, { code: null, signal }]),
]

test('each is told as it was, and none disturbs another', async () => {
  const server = await startServer(
    { handler: 'obey', events: ['exit'] },
    { launcher: ['prlimit', '--core=0'] },
  )
  expect(FATAL.length).toBeGreaterThanOrEqual(22)
  const other = await beginSession(server)
  // All are there before the first dies: ten that die as soon as they begin would be throttled.
  const sessions = await Promise.all(TABLE.map(() => beginSession(server)))
  for (const [at, [order, end]] of TABLE.entries()) {
    const { client, pid } = sessions[at] as Begun
    client.write(`${order}\n`)
    await endOf(client)
    const exit = await pollUntil(`it is told of ${order}`, () =>
      about(server.program.lines, 'exit').find((line) => line.pid === pid),
    )
    expect([order, exit]).toMatchObject([order, { ...end, coreDumped: false }])
    expect(exit).not.toHaveProperty('reason')
  }
  expect(children(server.daemonPid)).toEqual([other.pid])
  expect(await statsOf(server)).toMatchObject({
    live: 1,
    exited: TABLE.length,
    failed: TABLE.length - 1,
  })
  other.client.destroy()
  await server.stop()
})

test('those that stopped, that loop, that mind no SIGTERM: after close() all are gone', async () => {
  const server = await startServer({ handler: 'obey', options: { killMs: 300 }, events: ['exit'] })
  const stopped = await beginSession(server, 'kill SIGSTOP')
  const looping = await beginSession(server, 'loop')
  const stubborn = await beginSession(server, 'stubborn')
  await Promise.all([looping, stubborn].map(({ client }) => nextLine(client)))
  await pollUntil('it has stopped', () => state(stopped.pid) === 'T')
  expect(about(server.program.lines, 'exit')).toEqual([])
  server.program.tell('close 0')
  await server.program.said('closed')
  const signals = new Map(
    about(server.program.lines, 'exit').map(({ pid, signal, reason }) => [pid, [signal, reason]]),
  )
  expect([stopped, looping, stubborn].map(({ pid }) => signals.get(pid))).toEqual([
    ['SIGTERM', 'stop'],
    ['SIGTERM', 'stop'],
    ['SIGKILL', 'stop'],
  ])
  for (const { pid } of [stopped, looping, stubborn]) expect(state(pid)).toBeUndefined()
  expect(state(server.daemonPid)).toBeUndefined()
  server.program.tell('exit')
  await server.program.end()
})
