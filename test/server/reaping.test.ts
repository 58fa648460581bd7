// One SIGCHLD may stand for many children.
import { beginSession } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'
import { startServer } from '../helpers/server'

test('20 sessions that end while the daemon process stands still are all removed when it goes on', async () => {
  const server = await startServer({ handler: 'pid' })
  const sessions = await Promise.all(Array.from({ length: 20 }, () => beginSession(server)))
  process.kill(server.daemonPid, 'SIGSTOP')
  await pollUntil('it has stopped', () => state(server.daemonPid) === 'T')
  for (const { pid } of sessions) process.kill(pid, 'SIGKILL')
  await pollUntil('all have ended', () => sessions.every(({ pid }) => state(pid) === 'Z'))
  process.kill(server.daemonPid, 'SIGCONT')
  await pollUntil('no zombie is left', () => children(server.daemonPid).length === 0)
  expect(await server.order('stats', 'stats')).toMatchObject({
    stats: { live: 0, forked: 20, exited: 20, failed: 20 },
  })
  for (const { client } of sessions) client.destroy()
  await server.stop()
})
