// Children of the daemon process that somebody else has waited for (a library in `warm`, say).
import { withFaults } from '../helpers/faults'
import { about } from '../helpers/program'
import { startServer, talk } from '../helpers/server'
import { finalStatsOf } from '../helpers/stats'

const CLIENTS = 9

test.each(['every=1', 'every=2'])('ECHILD for a session that has ended: %s', async (which) => {
  const server = await startServer(
    { handler: 'echo', options: { maxServers: 1 }, events: ['exit'] },
    { launcher: withFaults(`wait4:ECHILD:depth=1:${which}`) },
  )
  for (let client = 0; client < CLIENTS; client++) {
    expect(await talk({ port: server.port, host: '127.0.0.1' }, `${client}`)).toBe(`${client}`)
  }
  expect(await finalStatsOf(server)).toMatchObject({ forked: CLIENTS, exited: CLIENTS })
  const exits = about(server.program.lines, 'exit')
  expect(exits.map(({ id }) => id)).toEqual(Array.from({ length: CLIENTS }, (_, at) => at + 1))
  const unknown = exits.filter(({ code, signal }) => code === null && signal === null)
  expect(unknown.length).toBeGreaterThan(CLIENTS / 3)
  await server.stop()
})
