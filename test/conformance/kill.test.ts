// kill(): whom it reaches, and whom never.
import { beginSession } from '../helpers/begin-session'
import { compileLibrary } from '../helpers/native-program'
import { about, runProgram } from '../helpers/program'
import { startServer } from '../helpers/server'

const run = async (scenario: string) =>
  about(await runProgram('conformance/kill', [scenario]), 'results')[0]

test('K01 no signal is EINVAL, nobody is ESRCH, INT_MIN too; signal 0 only asks', async () => {
  expect(await run('errors')).toMatchObject({
    results: {
      'signal 65': 'EINVAL',
      'signal -1': 'EINVAL',
      'no name': 'ERR_UNKNOWN_SIGNAL',
      'dead, 0': 'ESRCH',
      'dead, SIGTERM': 'ESRCH',
      'INT_MIN, 0': 'ESRCH',
      'INT_MIN, SIGTERM': 'ESRCH',
      'alive, 0': 'none',
    },
    ended: 7,
  })
})

test('K02 a negative pid reaches a child and its own children, the whole group, and no other', async () => {
  expect(await run('groups')).toMatchObject({
    signal: 'SIGTERM',
    left: 0,
    others: { alive: true, waited: 'none' },
    last: 'SIGKILL',
  })
})

test('K03 after the wait kill() is ESRCH, and a server signals no session that it has waited for', async () => {
  expect(await run('reaped')).toMatchObject({ before: 'none', after: ['ESRCH', 'ESRCH', 'ESRCH'] })

  const env = { LD_PRELOAD: compileLibrary('kill-nobody') }
  const server = await startServer({ handler: 'obey', events: ['exit'] }, { env })
  const sessions = await Promise.all(Array.from({ length: 20 }, () => beginSession(server)))
  // Every other one ends by itself, while the server stops.
  server.program.tell('close 0')
  for (const [at, { client }] of sessions.entries()) if (at % 2 === 0) client.write('exit 0\n')
  await server.program.said('closed')
  for (const { client } of sessions) client.destroy()
  server.program.tell('exit')
  const { stderr } = await server.program.end()
  const pids = sessions.map(({ pid }) => pid)
  const kills = [...stderr.matchAll(/^kill\((-?\d+), \d+\): (\w+)$/gm)]
  expect(kills.some(([, pid]) => pids.includes(-Number(pid)))).toBe(true)
  // A group may be nobody's: that of a session which has only just begun. Its pid is then tried.
  expect(kills.filter(([, pid, whom]) => Number(pid) > 0 && whom !== 'done')).toEqual([])
})
