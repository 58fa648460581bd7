// A server that runs in a session of its own, so that all its processes can be found, and ended by pid.
import { spawn } from 'node:child_process'
import { asSomebody } from '../../test/helpers/limits'
import { pollUntil } from '../../test/helpers/poll-until'
import { livingIn } from '../../test/helpers/sessions'
import { freePort } from '../peers/free-port'
import { holds, inodeOfListener } from '../peers/listening-socket'
import type { Peer } from '../peers/peer'

const START_MS = 20_000

export interface Running {
  port: number
  /** The process that was started. */
  mainPid: number
  /** The process that has the listening socket. */
  acceptPid: number
  holdsListener: (pid: number) => boolean
  /** The processes of the server that were there before any client. */
  servers: () => number[]
  /** All others. */
  sessions: () => number[]
  /** How much it has written to stderr. */
  loggedLines: () => number
}

const sessionIds = new Set<number>()

const endAll = (session: number) => {
  for (const { pid } of livingIn(session)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
}

// A process that forks just then is found by the next look.
process.on('exit', () => {
  for (let look = 0; look < 5; look++) sessionIds.forEach(endAll)
})

const launch = (peer: Peer, port: number) => {
  const [file = '', ...args] = [...asSomebody, ...peer.command(String(port))]
  const child = spawn(file, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  child.on('error', () => {}) // there is no pid then
  if (child.pid === undefined) throw new Error(`${file} cannot be started`)
  sessionIds.add(child.pid)
  let lines = 0
  child.stderr.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
  })
  return { session: child.pid, loggedLines: () => lines }
}

const ready = async (session: number, port: number) => {
  const inode = await pollUntil('it listens', () => inodeOfListener(port), START_MS)
  const pids = () => livingIn(session).map(({ pid }) => pid)
  const acceptPid = await pollUntil('one process listens', () => {
    const [holder, ...others] = pids().filter((pid) => holds(pid, inode))
    return others.length === 0 && holder
  })
  const first = new Set(pids())
  return {
    port,
    mainPid: session,
    acceptPid,
    holdsListener: (pid: number) => holds(pid, inode),
    servers: () => pids().filter((pid) => first.has(pid)),
    sessions: () => pids().filter((pid) => !first.has(pid)),
  }
}

/** Starts a server, does something with it, and sees to it that nothing of it is left. */
export const withServer = async <T>(
  peer: Peer,
  use: (server: Running) => Promise<T>,
): Promise<T> => {
  const port = await freePort()
  const { session, loggedLines } = launch(peer, port)
  try {
    return await use({ ...(await ready(session, port)), loggedLines })
  } finally {
    await pollUntil(`nothing of ${peer.name} is left`, () => {
      endAll(session)
      return livingIn(session).length === 0
    })
    sessionIds.delete(session)
  }
}
