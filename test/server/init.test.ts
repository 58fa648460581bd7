// A server that is process 1, as in a container: everybody's orphans are its own.
import fs from 'node:fs'
import { pollUntil } from '../helpers/poll-until'
import { children, signalSetHas } from '../helpers/proc'
import { startServer, talk } from '../helpers/server'

const SIGTERM = 15

const orphansOf = (daemonPid: number): number[] =>
  children(daemonPid).filter((pid) => {
    try {
      return fs.readFileSync(`/proc/${pid}/comm`, 'latin1') === 'sleep\n'
    } catch {
      return false // it has gone meanwhile
    }
  })

test('process 1 waits for orphans, serves meanwhile, and stops by SIGTERM', async () => {
  const server = await startServer(
    { handler: 'orphan', run: true, events: ['exit'] },
    { launcher: ['unshare', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'] },
  )
  expect(server.daemonPid).toBe(1)
  const [daemonPid] = children(server.program.pid) as [number]
  const where = { port: server.port, host: '127.0.0.1' }
  expect(Number(await talk(where, ''))).toBeGreaterThan(1)
  await pollUntil('the session has left an orphan', () => orphansOf(daemonPid).length === 1)
  expect(Number(await talk(where, ''))).toBeGreaterThan(1)
  await pollUntil('and so has the other', () => orphansOf(daemonPid).length === 2)
  for (const orphan of orphansOf(daemonPid)) process.kill(orphan)
  await pollUntil('the orphans are gone', () => children(daemonPid).length === 0)
  expect(signalSetHas(daemonPid, 'SigCgt', SIGTERM)).toBe(true)
  process.kill(daemonPid, 'SIGTERM')
  expect(await server.program.end()).toMatchObject({ code: 0, stderr: '' })
})
