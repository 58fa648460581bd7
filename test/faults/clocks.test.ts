// Clocks that jump, and processes that stand still: nobody's time is up because of it.
import { setTimeout as pause } from 'node:timers/promises'
import { beginSession } from '../helpers/begin-session'
import { compileLibrary } from '../helpers/native-program'
import { openFiles } from '../helpers/open-files'
import { pollUntil } from '../helpers/poll-until'
import { sleepsInRead, state } from '../helpers/proc'
import { about } from '../helpers/program'
import { nextLine, startServer, talk } from '../helpers/server'

const IDLE_MS = 500
const TOTAL_MS = 60_000
const DAY_MS = 86_400_000

const stop = async (pid: number) => {
  process.kill(pid, 'SIGSTOP')
  await pollUntil('it has stopped', () => state(pid) === 'T')
}

test('the time of day jumps by two days at each look: no session is cut, and durations are right', async () => {
  const server = await startServer(
    { handler: 'pid', options: { idleMs: TOTAL_MS, totalMs: TOTAL_MS }, events: ['exit', 'fork'] },
    { env: { LD_PRELOAD: compileLibrary('jumping-clock') } },
  )
  const { client } = await beginSession(server)
  for (let turn = 0; turn < 20; turn++) {
    client.write(`${turn}\n`)
    expect(await nextLine(client)).toBe(`${turn}`)
    await talk({ port: server.port, host: '127.0.0.1' }, 'x')
  }
  const { ms } = await server.order('date', 'date')
  expect(Math.abs(Number(ms) - Date.now())).toBeGreaterThan(DAY_MS / 2)
  client.destroy()
  const exit = await pollUntil('it has ended', () =>
    about(server.program.lines, 'exit').find(({ id }) => id === 1),
  )
  expect(exit).toMatchObject({ code: 0 })
  expect(exit).not.toHaveProperty('reason')
  expect(exit.durationMs).toBeGreaterThan(0)
  expect(exit.durationMs).toBeLessThan(TOTAL_MS)
  for (const { forkMs } of about(server.program.lines, 'fork')) {
    expect(forkMs).toBeGreaterThan(0)
    expect(forkMs).toBeLessThan(TOTAL_MS)
  }
  await server.stop()
})

test.each(['1', '1000000000'])('a machine that runs for %s s already', async (uptime) => {
  const server = await startServer(
    { handler: 'pid', options: { idleMs: IDLE_MS }, events: ['exit'] },
    {
      launcher: [
        ...['unshare', '--map-root-user', '--time', '--fork', '--kill-child'],
        ...[`--monotonic=${uptime}`, `--boottime=${uptime}`],
      ],
    },
  )
  await beginSession(server)
  const { code, durationMs } = await server.program.said('exit')
  expect(code).toBe(0)
  expect(durationMs).toBeGreaterThan(IDLE_MS * 0.9)
  await server.stop()
})

test('a daemon process that stood still longer than idleMs cuts nobody who talks', async () => {
  const server = await startServer({
    handler: 'pid',
    options: { idleMs: IDLE_MS, totalMs: TOTAL_MS },
    events: ['exit'],
  })
  const { client } = await beginSession(server)
  await stop(server.daemonPid)
  const waiting = await server.connect()
  const beganMs = performance.now()
  for (let turn = 0; performance.now() - beganMs < 2 * IDLE_MS; turn++) {
    client.write(`${turn}\n`)
    expect(await nextLine(client)).toBe(`${turn}`)
    await pause(IDLE_MS / 10)
  }
  process.kill(server.daemonPid, 'SIGCONT')
  expect(Number(await nextLine(waiting))).toBeGreaterThan(0)
  client.end('still here\n')
  expect(await nextLine(client)).toBe('still here')
  expect(await server.program.said('exit')).toMatchObject({ id: 1, code: 0 })
  waiting.destroy()
  await server.stop()
})

const sleeps = (pid: number) => [...openFiles(pid).keys()].some((fd) => sleepsInRead(pid, fd))

// By blocking calls: one that knows EINTR, which read(2) ends with after a stop if it has a timeout.
test.each(['echo', 'blocking-patient'])(
  'a session that stood still longer than idleMs, and has something to read then, goes on: %s',
  async (handler) => {
    const server = await startServer({
      handler,
      options: { idleMs: IDLE_MS },
      events: ['fork', 'exit'],
    })
    const client = await server.connect()
    const { pid } = await server.program.said('fork')
    client.write('before\n')
    expect(await nextLine(client)).toBe('before')
    if (handler === 'blocking-patient') await pollUntil('it reads', () => sleeps(pid))
    await stop(pid)
    client.write('meanwhile\n')
    await pause(2 * IDLE_MS)
    process.kill(pid, 'SIGCONT')
    expect(await nextLine(client)).toBe('meanwhile')
    client.end('after\n')
    expect(await nextLine(client)).toBe('after')
    const exit = await server.program.said('exit')
    expect(exit).toMatchObject({ pid, code: 0 })
    expect(exit.durationMs).toBeGreaterThan(2 * IDLE_MS)
    await server.stop()
  },
)
