// How a server behaves while something is refused to it, and whether it comes back.
import { processorTimes, state } from '../../test/helpers/proc'
import { type Cell, countOutcomes, percent, settled } from './cell'
import { Client } from './client'
import type { Running } from './running'

export const MOST_CPU = 0.25
export const MOST_LINES = 1_000
export const BACK_MS = 3_000

export const connect = ({ port }: Running) => new Client(port, { stays: false })

export const gone = ({ acceptPid }: Running) => 'ZX'.includes(state(acceptPid) ?? 'X')

interface Starved {
  /** Part of the time in which it could have had a processor. */
  cpu: number
  lines: number
}

/** The use of the processor while something goes on, of a server that may end meanwhile. */
export const starve = async (server: Running, during: () => Promise<void>): Promise<Starved> => {
  const lines = server.loggedLines()
  const before = processorTimes(server.acceptPid)
  const beganMs = performance.now()
  await during()
  const after = gone(server) ? before : processorTimes(server.acceptPid)
  const waitedMs = after.waitedMs - before.waitedMs
  return {
    cpu: (after.ranMs - before.ranMs) / (performance.now() - beganMs - waitedMs),
    lines: server.loggedLines() - lines,
  }
}

const serves = async (server: Running): Promise<boolean> => {
  const fresh = connect(server)
  await settled([fresh], BACK_MS)
  fresh.leave()
  return fresh.outcome === 'served'
}

interface After {
  clients: Client[]
  starved: Starved
  /** What else is wrong, once all is over. */
  wrong: () => string | undefined
}

/** The limit has just been lifted. */
export const judge = async (server: Running, { clients, starved, wrong }: After): Promise<Cell> => {
  const all = await settled(clients, BACK_MS)
  const back = await serves(server)
  for (const client of clients) client.leave()
  const problem = wrong()
  const seen = [
    problem,
    `clients: ${countOutcomes(clients)}`,
    percent(starved.cpu),
    starved.lines > MOST_LINES ? `${starved.lines} lines of log` : undefined,
    back ? 'serves again' : `serves nobody for ${BACK_MS / 1_000} s after it`,
  ]
  return {
    good:
      problem === undefined &&
      all &&
      back &&
      starved.cpu <= MOST_CPU &&
      starved.lines <= MOST_LINES,
    seen: seen.filter((part) => part !== undefined).join('; '),
  }
}
