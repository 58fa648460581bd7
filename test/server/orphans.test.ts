// The daemon process dies while sessions begin: none may slip through between the fork and the kernel's
// promise to kill it, too.
import net from 'node:net'
import { pollUntil } from '../helpers/poll-until'
import { startServer } from '../helpers/server'

const TIMES = 15
const AT_ONCE = 20

test('no session outlives a daemon process that is killed while they begin', async () => {
  for (let time = 0; time < TIMES; time++) {
    const server = await startServer({ handler: 'pid' })
    let served = 0
    const clients = Array.from({ length: AT_ONCE }, () =>
      net
        .connect(server.port, '127.0.0.1')
        .on('error', () => {})
        .on('data', () => served++),
    )
    await pollUntil('some are served', () => served > time % AT_ONCE)
    process.kill(server.daemonPid, 'SIGKILL')
    await server.program.said('close')
    // The clients stay: a session that lived would go on.
    await pollUntil('the top process is all that is left', () => server.processes().length === 1)
    for (const client of clients) client.destroy()
    server.program.tell('exit')
    await server.program.end()
  }
})
