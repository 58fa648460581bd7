// Runs the way of a client through this library some times before the first one comes: every server
// process inherits what has been compiled and learned, which no process that lives for milliseconds could
// earn by itself. The user's handler is not called: it has side effects.
import { prepareChild } from '../../fork/child'
import { becomeProcess } from '../../fork/fork'
import { makeRendezvous } from '../../hub/rendezvous'
import { AF_UNIX, SOCK_STREAM } from '../../posix/constants'
import { socketpair } from '../../posix/sockets'
import { release } from '../../release'
import { DaemonChannel } from '../channel/daemon-channel'
import type { Accepted } from './accepting'
import { become } from './becoming'
import { assemble, type Daemon } from './daemon'
import { collectNew } from './garbage'
import { Log } from './log'
import { rehearseSession } from './rehearsal'
import { type Connection, connectToSelf } from './self-connection'
import { Spares } from './spares'

const ROUNDS = 100
/** Of so many clients one ends by itself. See rehearseSession(). */
const FEW = 4
/** After so many clients what they have left is collected: sessions shall not inherit as much memory as all of it takes. */
const SOME = 10

/** As the daemon process is, but what a server process closes is its own. */
const makeStandIn = (daemon: Daemon<unknown>): Daemon<unknown> => {
  const [fd, end] = socketpair(AF_UNIX, SOCK_STREAM)
  if (daemon.channel === undefined) release(end)
  return assemble({
    ...daemon,
    topSockets: daemon.topSockets
      .slice(0, 1)
      .map(({ backlog, address }) => ({ fd, backlog, address })),
    spares: new Spares(),
    channel: daemon.channel && new DaemonChannel(end),
    log: new Log(daemon.options.title),
    rendezvous: makeRendezvous(),
  })
}

const serve = (standIn: Daemon<unknown>, accepted: Accepted, id: number) =>
  become(standIn, { role: 'server process', accepted, id })

const oneRound = (
  daemon: Daemon<unknown>,
  connection: Connection,
  round: number,
  done: () => void,
) => {
  const standIn = makeStandIn(daemon)
  const { memberSocket, bellWrite } = standIn.rendezvous
  becomeProcess(0, prepareChild(), [])
  const ends = !daemon.options.blocking && round % FEW === 0
  rehearseSession(standIn, connection, ends, serve, () => {
    release(memberSocket)
    release(bellWrite)
    done()
  })
}

/** `done` is called from the event loop. */
export const warmServePath = (daemon: Daemon<unknown>, done: () => void, rounds = ROUNDS): void => {
  if (rounds % SOME === 0) collectNew()
  if (rounds === 0) done()
  else {
    oneRound(daemon, connectToSelf(daemon), rounds, () => warmServePath(daemon, done, rounds - 1))
  }
}
