// close() that says EINTR: the descriptor is gone all the same, and is never closed a second time.
import { eachClient } from '../helpers/client'
import { joinHub } from '../helpers/hub-client'
import { compileLibrary } from '../helpers/native-program'
import { openFiles } from '../helpers/open-files'
import { startServer, talk } from '../helpers/server'
import { finalStatsOf } from '../helpers/stats'

const CLIENTS = 12

const start = (handler: string) =>
  startServer(
    { handler, options: { maxServers: 4 } },
    { env: { LD_PRELOAD: compileLibrary('close-interrupted') } },
  )

test.each(['echo', 'blocking-echo'])('no session and no count is lost: %s', async (handler) => {
  const server = await start(handler)
  const before = openFiles(server.daemonPid).size
  await eachClient(CLIENTS, 4, async (client) => {
    expect(await talk({ port: server.port, host: '127.0.0.1' }, `${client}`)).toBe(`${client}`)
  })
  expect(await finalStatsOf(server)).toMatchObject({ forked: CLIENTS, exited: CLIENTS, failed: 0 })
  expect(openFiles(server.daemonPid).size).toBeLessThanOrEqual(before + 2) // those in reserve
  await server.stop()
  expect(await server.program.end()).toMatchObject({ code: 0, stderr: '' })
})

test('members of the hub hear each other', async () => {
  const server = await start('hub')
  const [one, other] = [await joinHub(server), await joinHub(server)]
  expect(one.pid).not.toBe(other.pid)
  for (const member of [one, other]) member.end()
  await finalStatsOf(server)
  await server.stop()
  expect(await server.program.end()).toMatchObject({ code: 0, stderr: '' })
})
