// What a session has and becomes: its descriptors, and its life when the process that started it ends.
import { setTimeout as pause } from 'node:timers/promises'
import { state } from '../../test/helpers/proc'
import { type Cell, type Column, settled, within } from './cell'
import { Client } from './client'
import type { Running } from './running'

const SERVED_MS = 5_000
const ORPHAN_MS = 1_500
const STOP_MS = 8_000

const begin = async (server: Running): Promise<Client> => {
  const client = new Client(server.port, { stays: true })
  await settled([client], SERVED_MS)
  if (client.outcome !== 'served') throw new Error(`the client was ${client.outcome}`)
  return client
}

const seconds = (sinceMs: number) => `${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`

const stillEchoes = async (client: Client): Promise<boolean> => {
  const before = client.echoes
  client.again()
  return within(1_000, () => client.echoes > before)
}

const judgeListener = async (server: Running): Promise<Cell> => {
  const client = await begin(server)
  const sessions = server.sessions()
  if (sessions.length === 0) throw new Error('no process serves the client')
  const good = !sessions.some(server.holdsListener)
  client.leave()
  return { good, seen: good ? 'no' : 'yes' }
}

export const listener: Column = {
  title: 'session holds the listening socket',
  how: 'A client is served. The descriptors of all processes that came with it are looked up in `/proc`.',
  rule:
    'Good: none of them is the listening socket. Failure: the port stays taken, and clients pile up in a ' +
    'backlog that nobody empties, for as long as one session outlives its server; and whoever takes over a ' +
    'session can accept the clients of others.',
  measure: judgeListener,
}

const judgeTerm = async (server: Running): Promise<Cell> => {
  const client = await begin(server)
  const beganMs = performance.now()
  let cut: string | undefined
  const look = () => {
    if (client.ended) cut ??= seconds(beganMs)
    return server.servers().length === 0
  }
  process.kill(server.mainPid, 'SIGTERM')
  const ended = await within(STOP_MS, look)
  const after = seconds(beganMs)
  if (!ended) {
    const served = server.sessions().length > 0
    return {
      good: served,
      seen: served ? `still waits for the session after ${after}` : 'does not end',
    }
  }
  await pause(ORPHAN_MS)
  if (server.sessions().length === 0) {
    return {
      good: true,
      seen: `ends the session after ${cut ?? after}, and is gone after ${after}`,
    }
  }
  const echoes = (await stillEchoes(client)) ? 'lives on' : 'is there, and mute'
  return { good: false, seen: `is gone after ${after}; the session ${echoes}` }
}

export const term: Column = {
  title: 'SIGTERM to the server, with a client',
  how: 'The process that was started gets SIGTERM while a client is served.',
  rule:
    `Good: the server ends within ${STOP_MS / 1_000} s and no session is left ${ORPHAN_MS} ms later, or it waits for its session. ` +
    'How much time a session gets is noted and not judged: servers mean different things by SIGTERM. Failure: the ' +
    'session lives on, and nobody limits it, counts it, waits for it or will stop it. Some mean it so; who stops such a ' +
    'service has to find and end its sessions himself.',
  measure: judgeTerm,
}

const judgeKill = async (server: Running): Promise<Cell> => {
  const client = await begin(server)
  process.kill(server.acceptPid, 'SIGKILL')
  await within(ORPHAN_MS, () => state(server.acceptPid) === undefined)
  const sessionsEnd = await within(ORPHAN_MS, () => server.sessions().length === 0)
  if (sessionsEnd) return { good: true, seen: 'the session ends at once' }
  const port = server.sessions().some(server.holdsListener) ? ', and holds the port' : ''
  return {
    good: false,
    seen: `the session ${(await stillEchoes(client)) ? 'lives on' : 'is mute'}${port}`,
  }
}

export const kill: Column = {
  title: 'SIGKILL to the process that accepts',
  how: 'As above, with SIGKILL, and to the process that has the listening socket.',
  rule:
    `Good: no session is left after ${ORPHAN_MS} ms. Failure: an orphan serves its client without a server; the server ` +
    'that is started next knows nothing of it, and its limits do not count it.',
  measure: judgeKill,
}
