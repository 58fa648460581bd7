// Plays what happens to a client, with connections of this process to itself: with all the code of the real thing,
// and none of its consequences.
import type net from 'node:net'
import { keepMemberEnds, makeRendezvous, rendezvousDescriptors } from '../../hub/rendezvous'
import { AF_UNIX, SHUT_WR, SOCK_SEQPACKET } from '../../posix/constants'
import { read, write } from '../../posix/descriptors'
import { getsockname, shutdown, socketpair } from '../../posix/sockets'
import { release } from '../../release'
import type { Reports } from '../channel/reports'
import { serve } from '../server-process'
import type { TopSocket } from '../top/top-socket'
import { Acceptance } from './acceptance'
import { Children } from './children'
import { Counters } from './counters'
import type { Daemon } from './daemon'
import { Log } from './log'
import { type Connection, connectTo, listenToSelf } from './self-connection'
import { Spares } from './spares'

/** What stands for the user's handler. */
const echo = (fd: number): void => {
  write(fd, read(fd, Buffer.allocUnsafe(100)) > 0 ? 'an answer' : '')
}

// pipe() asks for process.stdout, which comes into being then: its O_NONBLOCK is everybody's.
const echoByEvents = (client: net.Socket): void => {
  const { stdout } = Object.getOwnPropertyDescriptors(process)
  Object.defineProperty(process, 'stdout', { value: undefined, configurable: true })
  client.pipe(client)
  Object.defineProperty(process, 'stdout', stdout)
}

/** As the daemon process is, but with nothing that a server process gives up. */
export const standIn = <C>(daemon: Daemon<C>): Daemon<unknown> => ({
  ...(daemon as Daemon<unknown>),
  topSockets: [],
  spares: new Spares(),
  channel: undefined,
  log: new Log(daemon.options.title),
  rendezvous: makeRendezvous(),
})

/**
 * Serves a client of our own. `actor` is a stand-in; `done` is called from the event loop. A client that
 * `ends` leaves its port in use for a minute, as TCP has it (TIME_WAIT), so only few may; others are cut off.
 */
export const rehearseSession = (
  actor: Daemon<unknown>,
  { ours, remote, peer }: Connection,
  ends: boolean,
  done: () => void,
): void => {
  const { memberSocket, bellWrite } = actor.rendezvous
  keepMemberEnds(actor.rendezvous)
  if (ends) shutdown(peer, SHUT_WR)
  const handler = (client: net.Socket) => {
    echoByEvents(client)
    // With what it was told unread: the kernel resets the connection then.
    if (!ends) client.once('data', () => client.end()).once('finish', () => release(peer))
  }
  const cut = !ends && !actor.options.blocking
  serve(
    { ...actor, handler: actor.options.blocking ? echo : handler },
    { fd: ours, remote },
    1,
    () => {
      for (const fd of [...(cut ? [] : [peer]), memberSocket, bellWrite]) release(fd)
      setImmediate(done)
    },
  )
}

const silent: Reports = { listening: () => {}, failed: () => {}, wants: () => {}, event: () => {} }

/** A turn of the daemon process's loop, in which a client comes and is handed over to a spare. */
export const rehearseTurn = <C>(
  daemon: Daemon<C>,
  turn: (actor: Daemon<unknown>) => unknown,
): void => {
  const opened: number[] = []
  try {
    const [ours, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET)
    // Closed first, with what the client has said unread: the kernel resets the connection then.
    opened.push(theirs)
    const listening = listenToSelf()
    opened.push(listening)
    const peer = connectTo(listening)
    opened.push(peer)
    write(peer, 'a line of some client\n')
    const topSocket = { fd: listening, address: getsockname(listening), backlog: 1 } as TopSocket
    const actor = {
      ...standIn(daemon),
      topSockets: [topSocket],
      reports: silent,
      children: new Children(),
      counters: new Counters(),
      acceptance: new Acceptance(),
    }
    opened.push(...rendezvousDescriptors(actor.rendezvous))
    actor.log.close()
    actor.spares.add({ pid: 0, channel: ours, forkMs: 0, startedMs: 0 })
    turn(actor)
  } catch {
    // There is too little left for it; the next client will tell.
  } finally {
    for (const fd of opened) release(fd)
  }
}
