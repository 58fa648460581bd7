// A child that needs its threads, and gets them late, or some of them, or none; or no event loop. Its parent
// never notices.
import { endOf } from '../helpers/begin-session'
import { arm, disarm, withFaults } from '../helpers/faults'
import { about } from '../helpers/program'
import { startServer, talk } from '../helpers/server'
import { finalStatsOf } from '../helpers/stats'

const GIVES_UP_MS = 5000
const NO_THREADS = 'realfork: fork: the system gives the child no threads\n'
const NO_LOOP = 'realfork: fork: the system gives the child no event loop\n'

const start = (rule: string) =>
  startServer(
    { handler: 'compile', options: { maxServers: 1 }, events: ['exit'] },
    { launcher: withFaults(rule) },
  )

const local = (port: number) => ({ port, host: '127.0.0.1' })

test.each([
  ['EAGAIN', 'nth=1'],
  ['EAGAIN', 'nth=3'],
  ['ENOMEM', 'nth=2,3,5,7'],
  ['EAGAIN', 'every=2'],
  ['EAGAIN', 'times=200'],
])('threads that fail to start at first (%s, %s) come back', async (code, which) => {
  const server = await start(`clone:${code}:thread:depth=2:${which}`)
  for (let client = 0; client < 4; client++) {
    expect(await talk(local(server.port), `${client}`)).toBe(`${client}`)
  }
  expect(await finalStatsOf(server)).toMatchObject({ forked: 4, exited: 4, failed: 0 })
  await server.stop()
  expect((await server.program.end()).stderr).toBe('')
})

/** One session that gives up, and the next one in its place. */
const endsAndGivesItsPlaceBack = async (rule: string, complaint: string) => {
  const server = await start(`${rule}:depth=2:armed`)
  arm(server.program)
  const client = await server.connect()
  client.on('error', () => {})
  const next = server.connect()
  const exit = await server.program.said('exit')
  disarm(server.program)
  expect(exit).toMatchObject({ id: 1, code: 71, signal: null })
  await endOf(client)
  ;(await next).destroy()
  expect(await talk(local(server.port), 'x')).toBe('x')
  const stats = await finalStatsOf(server)
  expect(about(server.program.lines, 'exit').filter(({ code }) => code === 0)).toHaveLength(
    stats.forked - stats.failed,
  )
  expect(stats).toMatchObject({ forked: 3, exited: 3 })
  await server.stop()
  const { stderr } = await server.program.end()
  expect(stderr).toBe(complaint.repeat(stats.failed))
  return Number(exit.durationMs)
}

test('threads that never start: status 71 after five seconds, and the place is free again', async () => {
  const rules = [
    'clone:EAGAIN:thread',
    'clone:ENOMEM:thread:after=1',
    'clone:EAGAIN:thread:after=3',
  ]
  const lives = await Promise.all(rules.map((rule) => endsAndGivesItsPlaceBack(rule, NO_THREADS)))
  for (const durationMs of lives) expect(durationMs).toBeGreaterThan(GIVES_UP_MS - 100)
})

test.each(['eventfd2:EMFILE', 'epoll_create1:ENFILE', 'pipe2:ENOMEM'])(
  'no event loop (%s): status 71 at once, and the place is free again',
  async (rule) => {
    expect(await endsAndGivesItsPlaceBack(rule, NO_LOOP)).toBeLessThan(GIVES_UP_MS)
  },
)
