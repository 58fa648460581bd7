// The control channel when the kernel has no memory for a message: nothing said is lost, nobody spins.

import { loadOf } from '../helpers/exhaustion'
import { arm, disarm, withFaults } from '../helpers/faults'
import { pollUntil } from '../helpers/poll-until'
import { about } from '../helpers/program'
import { startServer, talk } from '../helpers/server'
import { finalStatsOf } from '../helpers/stats'

const CLIENTS = 20

test.each(['ENOBUFS', 'ENOMEM'])('every second message meets %s', async (code) => {
  const server = await startServer(
    { handler: 'echo', events: ['fork', 'exit'] },
    { launcher: withFaults(`sendto:${code}:every=2`) },
  )
  for (let client = 0; client < CLIENTS; client++) {
    expect(await talk({ port: server.port, host: '127.0.0.1' }, 'x')).toBe('x')
  }
  expect(await finalStatsOf(server)).toMatchObject({ forked: CLIENTS, eventsLost: 0 })
  expect(about(server.program.lines, 'fork')).toHaveLength(CLIENTS)
  expect(about(server.program.lines, 'exit')).toHaveLength(CLIENTS)
  await server.stop()
})

test('as long as there is none, clients are served, and the daemon process does not spin', async () => {
  const server = await startServer(
    { handler: 'echo', events: ['exit'] },
    { launcher: withFaults('sendto:ENOBUFS:depth=1:armed') },
  )
  arm(server.program)
  expect(await talk({ port: server.port, host: '127.0.0.1' }, 'x')).toBe('x')
  expect(await loadOf(server.daemonPid, 500)).toBeLessThan(0.2)
  expect(about(server.program.lines, 'exit')).toEqual([])
  disarm(server.program)
  await pollUntil('it says so now', () => about(server.program.lines, 'exit').length === 1)
  await server.stop()
})
