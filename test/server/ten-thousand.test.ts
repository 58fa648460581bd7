// Thousands of connections through one daemon process: nothing is lost, and nothing piles up.
import fs from 'node:fs'
import { eachClient } from '../helpers/client'
import { pollUntil } from '../helpers/poll-until'
import { anonymousKb, children } from '../helpers/proc'
import { about } from '../helpers/program'
import { startServer, type TestServer, talk } from '../helpers/server'

const COUNT = 10_000
const AT_A_TIME = 16
/** The memory is looked at after each so many. */
const STEP = 500
/** The heap has its size after the first of these looks, and what is compiled is compiled. */
const EARLY = [2, 5] as const
const LATE = [17, 20] as const
/** Were the garbage of the daemon process not collected, there would be 1300 kB of it between them. */
const BOUND_KB = 900
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
  `${COUNT} connections through one daemon process, ${AT_A_TIME} at a time: %s`,
  async (handler) => {
    const server = await startServer({ handler, events: ['fork', 'exit'] }, { flags: FIXED_SPACE })
    const { daemonPid } = server
    const before = descriptors(daemonPid)
    const beganMs = performance.now()
    const looks = [anonymousKb(daemonPid)]
    for (let served = 0; served < COUNT; served += STEP) {
      expect(await connections(server, STEP)).toEqual([])
      looks.push(anonymousKb(daemonPid))
    }
    const eachMs = (performance.now() - beganMs) / COUNT
    // Garbage comes and goes: the least of some looks is what stays.
    const [early, late] = [Math.min(...looks.slice(...EARLY)), Math.min(...looks.slice(...LATE))]
    console.info(`${eachMs.toFixed(2)} ms a connection; RssAnon ${early} kB, then ${late} kB`)
    expect(late - early).toBeLessThan(BOUND_KB)
    expect(descriptors(daemonPid)).toBe(before)

    const { forked, exited, live, failed, eventsLost } = await statsOf(server)
    expect({ forked, exited, live, failed }).toEqual({
      forked: COUNT,
      exited: COUNT,
      live: 0,
      failed: 0,
    })
    const events = [...about(server.program.lines, 'fork'), ...about(server.program.lines, 'exit')]
    expect(events.length + (eventsLost as number)).toBe(2 * COUNT)
    await server.stop()
  },
  180_000,
)
