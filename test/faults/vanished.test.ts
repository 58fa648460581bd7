// Clients that vanish without a word: no FIN, no RST, as when their machine loses its power.
import { execFileSync } from 'node:child_process'
import { startServer, type TestServer } from '../helpers/server'
import { finalStatsOf } from '../helpers/stats'

/** A network of the server's own, where it takes no privilege to have a socket forget its connection. */
const APART = [
  ...['unshare', '--map-root-user', '--net'],
  ...['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'],
]

const CLIENT = `
import socket, sys
TCP_REPAIR = 19
client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
line = client.makefile().readline()
if sys.argv[2] == "vanish": client.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
client.close()
print(line.strip())
`

/** A client in that network; what it has read. */
const visit = ({ port, daemonPid }: TestServer, how: 'vanish' | 'leave'): number => {
  const inside = ['--preserve-credentials', '--user', '--net', `--target=${daemonPid}`]
  const args = [...inside, 'python3', '-c', CLIENT, String(port), how]
  return Number(execFileSync('nsenter', args, { encoding: 'utf8' }))
}

test.each([
  ['idleMs', 'pid', { code: 0, signal: null }],
  ['idleMs', 'blocking-pid', { code: 0, signal: null }],
  ['totalMs', 'pid', { code: null, signal: 'SIGTERM', reason: 'timeout' }],
])(
  '%s ends the session of one, handler %s, and the next is served',
  async (limit, handler, end) => {
    const server = await startServer(
      { handler, options: { [limit]: 800, maxServers: 1 }, events: ['exit'] },
      { launcher: APART },
    )
    const pid = visit(server, 'vanish')
    expect(server.program.lines.map(({ what }) => what)).not.toContain('exit')
    const exit = await server.program.said('exit')
    expect(exit).toMatchObject({ pid, ...end })
    expect(exit.durationMs).toBeGreaterThan(700)
    expect(visit(server, 'leave')).not.toBe(pid)
    expect(await finalStatsOf(server)).toMatchObject({ forked: 2, exited: 2 })
    await server.stop()
  },
)
