// Plays what happens to a client, with connections of this process to itself: with all the code of the real thing,
// and none of its consequences.
import type net from 'node:net'
import { keepMemberEnds, makeRendezvous, rendezvousDescriptors } from '../../hub/rendezvous'
import { AF_INET, AF_UNIX, SHUT_WR, SOCK_SEQPACKET, SOCK_STREAM } from '../../posix/constants'
import { read, write } from '../../posix/descriptors'
import type { SocketAddress } from '../../posix/socket-address'
import {
  accept,
  bind,
  connect,
  getpeername,
  getsockname,
  listen,
  shutdown,
  socket,
  socketpair,
} from '../../posix/sockets'
import { release } from '../../release'
import type { Reports } from '../channel/reports'
import { serve } from '../server-process'
import type { TopSocket } from '../top/top-socket'
import { Acceptance } from './acceptance'
import { Children } from './children'
import { Counters } from './counters'
import type { Daemon } from './daemon'
import { Log } from './log'
import { Spares } from './spares'

/** Both ends of a connection. */
export interface Connection {
  ours: number
  remote: SocketAddress
  peer: number
}

const listenToSelf = (): number => {
  const listening = socket(AF_INET, SOCK_STREAM)
  try {
    bind(listening, { address: '127.0.0.1', port: 0 })
    listen(listening, 1)
    return listening
  } catch (error) {
    release(listening)
    throw error
  }
}

const connectTo = (listening: number): number => {
  const peer = socket(AF_INET, SOCK_STREAM)
  try {
    connect(peer, getsockname(listening))
    return peer
  } catch (error) {
    release(peer) // or all sessions would have it
    throw error
  }
}

const tcpPair = (): number[] => {
  const listening = listenToSelf()
  try {
    const peer = connectTo(listening)
    return [accept(listening).fd, peer]
  } finally {
    release(listening)
  }
}

const makePair = (family: string): number[] => {
  try {
    if (family !== 'unix') return tcpPair()
  } catch {
    // A network namespace without a loopback: what UNIX sockets warm is most of it.
  }
  return socketpair(AF_UNIX, SOCK_STREAM)
}

/** A client that has said something, and will say no more. */
export const connectToSelf = <C>({ topSockets }: Daemon<C>): Connection => {
  const [ours = -1, peer = -1] = makePair(topSockets[0]?.address.family ?? 'IPv4')
  write(peer, 'a line of some client\n')
  shutdown(peer, SHUT_WR)
  return { ours, peer, remote: getpeername(ours) }
}

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
  handler: daemon.options.blocking ? echo : echoByEvents,
  topSockets: [],
  spares: new Spares(),
  channel: undefined,
  log: new Log(daemon.options.title),
  rendezvous: makeRendezvous(),
})

/** `actor` is a stand-in; `done` is called from the event loop. */
export const rehearseSession = (
  actor: Daemon<unknown>,
  { ours, remote, peer }: Connection,
  done: () => void,
): void => {
  const { memberSocket, bellWrite } = actor.rendezvous
  keepMemberEnds(actor.rendezvous)
  serve(actor, { fd: ours, remote }, 1, () => {
    for (const fd of [peer, memberSocket, bellWrite]) release(fd)
    setImmediate(done)
  })
}

const silent: Reports = { listening: () => {}, failed: () => {}, wants: () => {}, event: () => {} }

/** A turn of the daemon process's loop, in which a client comes and is handed over to a spare. */
export const rehearseTurn = <C>(
  daemon: Daemon<C>,
  turn: (actor: Daemon<unknown>) => unknown,
): void => {
  const opened: number[] = []
  try {
    const listening = listenToSelf()
    opened.push(listening, connectTo(listening))
    const [ours, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET)
    opened.push(theirs)
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
