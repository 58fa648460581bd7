// What a server does while the system refuses it processes or descriptors, and afterwards.
import { setTimeout as pause } from 'node:timers/promises'
import { limitFiles, lowestFree, unlimitFiles } from '../../test/helpers/exhaustion'
import { asSomebody, limitProcesses, unlimitProcesses } from '../../test/helpers/limits'
import { type Cell, type Column, settled } from './cell'
import type { Client } from './client'
import { BACK_MS, connect, gone, judge, MOST_CPU, MOST_LINES, starve } from './recovery'
import type { Running } from './running'

const TOLD_MS = 1_000
/** More than any default limit on sessions of those that are compared. */
const BURST = 48
const EVERY_MS = 42
const PENDING = 3
const STARVED_MS = 2_000
const PRIMER_MS = 300

const exits = 'the server exits'

/** Accepted, and then neither served nor turned away in time. */
const leftAlone = (client: Client | undefined) => {
  if (client === undefined || client.outcome === 'served' || client.settledMs <= TOLD_MS) return
  return `the client in hand waits over ${TOLD_MS} ms, in vain`
}

const judgeFork = async (server: Running): Promise<Cell> => {
  const clients: Client[] = []
  limitProcesses(server.acceptPid, 1)
  const starved = await starve(server, async () => {
    while (clients.length < BURST) {
      clients.push(connect(server))
      await pause(EVERY_MS)
    }
  })
  if (gone(server)) return { good: false, seen: exits }
  if (clients.some(({ outcome }) => outcome === 'served')) throw new Error('fork() did not fail')
  unlimitProcesses(server.acceptPid)
  return judge(server, { clients, starved, wrong: () => leftAlone(clients[0]) })
}

export const fork: Column = {
  title: 'fork() fails with EAGAIN',
  how:
    `RLIMIT_NPROC of the process that accepts is set to 1, ${BURST} clients come in ${(BURST * EVERY_MS) / 1_000} s, and the limit ` +
    'is lifted. "Told" clients got some words and the end, "closed" ones only the end, "served" ones had waited until then.',
  rule:
    `Good: all clients are told, closed or served ${BACK_MS / 1_000} s after the end, and the first, who is in hand when it begins, ` +
    `within ${TOLD_MS} ms if it is not to be served; no more than ${MOST_CPU * 100} % of a processor and ${MOST_LINES} lines of log meanwhile; a new client is served within ` +
    `${BACK_MS / 1_000} s. Failure: a moment of shortage, which a service of many processes meets sooner or later, ends the service, ` +
    'or makes it deaf, or leaves people before an open connection that nobody serves.',
  measure: judgeFork,
}

const judgeAccept = async (server: Running): Promise<Cell> => {
  const clients: Client[] = []
  limitFiles(server.acceptPid, lowestFree(server.acceptPid), asSomebody)
  // A process that was blocked in accept() has its descriptor already: this client gets it.
  const primer = connect(server)
  await settled([primer], PRIMER_MS)
  primer.leave()
  if (gone(server)) return { good: false, seen: exits }
  const starved = await starve(server, async () => {
    while (clients.length < PENDING) clients.push(connect(server))
    await pause(STARVED_MS)
  })
  if (gone(server)) return { good: false, seen: exits }
  if (clients.some(({ outcome }) => outcome === 'served')) throw new Error('accept() did not fail')
  unlimitFiles(server.acceptPid, asSomebody)
  const lost = clients.some(({ outcome }) => outcome !== 'waiting')
  return judge(server, { clients, starved, wrong: () => (lost ? 'loses clients' : undefined) })
}

export const accept: Column = {
  title: 'accept() fails with EMFILE',
  how:
    `RLIMIT_NOFILE of the process that accepts is set to the lowest number that is free, one client comes, which is not counted ` +
    '(for a process that was blocked in accept() already, the kernel had set a descriptor aside). ' +
    `Then ${PENDING} clients come, and the limit is lifted ` +
    `after ${STARVED_MS / 1_000} s.`,
  rule:
    `Good: the clients wait in the backlog and are served within ${BACK_MS / 1_000} s of the end, and so is a new one; no more than ` +
    `${MOST_CPU * 100} % of a processor and ${MOST_LINES} lines of log meanwhile. Failure: the server takes a whole processor from the sessions that could end and ` +
    'give descriptors back, or fills the disk with its log, or ends.',
  measure: judgeAccept,
}
