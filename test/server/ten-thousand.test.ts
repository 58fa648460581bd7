// Thousands of connections through one daemon process: nothing is lost, and nothing piles up.
import fs from 'node:fs'
import { eachClient } from '../helpers/client'
import { pollUntil } from '../helpers/poll-until'
import { anonymousKb, children } from '../helpers/proc'
import { about } from '../helpers/program'
import { startServer, type TestServer, talk } from '../helpers/server'

const CONNECTIONS = 5000
/** The heap has its size by then, and what is compiled is compiled. */
const SETTLED = 2000
const AT_A_TIME = 16
/** Where the garbage of the daemon process is not collected, these connections leave 550 kB. */
const BOUND_KB = 400
/** V8 doubles the space for new objects now and then, by megabytes. */
const FIXED_SPACE = ['--max-semi-space-size=1']

const descriptors = (pid: number) => fs.readdirSync(`/proc/${pid}/fd`).length

/** So many connections, some at a time; returns the answers that were wrong. */
const connections = async (server: TestServer, count: number) => {
  const wrong: string[] = []
  await eachClient(count, AT_A_TIME, async (client) => {
    const question = `client ${client} of ${count}\n`
    const answer = await talk({ port: server.port, host: '127.0.0.1' }, question)
    if (answer !== question) wrong.push(answer)
  })
  await pollUntil('no server process, no zombie', () => children(server.daemonPid).length === 0)
  return wrong
}

const statsOf = async (server: TestServer) =>
  (await server.order('stats', 'stats')).stats as Record<string, number>

test.each(['echo', 'blocking-echo'])(
  `${CONNECTIONS} connections, ${AT_A_TIME} at a time: %s`,
  async (handler) => {
    const server = await startServer({ handler, events: ['fork', 'exit'] }, { flags: FIXED_SPACE })
    const { daemonPid } = server
    const before = descriptors(daemonPid)
    const beganMs = performance.now()
    expect(await connections(server, SETTLED)).toEqual([])
    const settledKb = anonymousKb(daemonPid)
    expect(await connections(server, CONNECTIONS - SETTLED)).toEqual([])
    const eachMs = (performance.now() - beganMs) / CONNECTIONS
    const endKb = anonymousKb(daemonPid)
    console.info(`${eachMs.toFixed(2)} ms a connection; RssAnon ${settledKb} kB, then ${endKb} kB`)
    expect(endKb - settledKb).toBeLessThan(BOUND_KB)
    expect(descriptors(daemonPid)).toBe(before)

    const { forked, exited, live, failed, eventsLost } = await statsOf(server)
    expect({ forked, exited, live, failed }).toEqual({
      forked: CONNECTIONS,
      exited: CONNECTIONS,
      live: 0,
      failed: 0,
    })
    const events = [...about(server.program.lines, 'fork'), ...about(server.program.lines, 'exit')]
    expect(events.length + (eventsLost as number)).toBe(2 * CONNECTIONS)
    await server.stop()
  },
  180_000,
)
