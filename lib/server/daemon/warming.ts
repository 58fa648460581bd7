// Runs the way of a client through this library some times before the first one comes: every server
// process inherits what has been compiled and learned, which no process that lives for milliseconds could
// earn by itself. The user's handler is not called: it has side effects.
import type net from 'node:net'
import { becomeChild } from '../../fork/child'
import { makeRendezvous } from '../../hub/rendezvous'
import { AF_INET, AF_UNIX, SHUT_WR, SOCK_STREAM } from '../../posix/constants'
import { read, write } from '../../posix/descriptors'
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
import { leaveDaemon, serve } from '../server-process'
import type { Daemon } from './daemon'
import { Log } from './log'
import { Spares } from './spares'

const ROUNDS = 30

type Pair = [ours: number, peer: number]

const tcpPair = (): Pair => {
  const listening = socket(AF_INET, SOCK_STREAM)
  try {
    bind(listening, { address: '127.0.0.1', port: 0 })
    listen(listening, 1)
    const peer = socket(AF_INET, SOCK_STREAM)
    try {
      connect(peer, getsockname(listening))
      return [accept(listening).fd, peer]
    } catch (error) {
      release(peer) // or all sessions would have it
      throw error
    }
  } finally {
    release(listening)
  }
}

const makePair = (family: string): Pair => {
  try {
    if (family !== 'unix') return tcpPair()
  } catch {
    // A network namespace without a loopback: what UNIX sockets warm is most of it.
  }
  return socketpair(AF_UNIX, SOCK_STREAM)
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
const standIn = (daemon: Daemon<unknown>): Daemon<unknown> => ({
  ...daemon,
  handler: daemon.options.blocking ? echo : echoByEvents,
  topSockets: [],
  spares: new Spares(),
  channel: undefined,
  log: new Log(daemon.options.title),
  rendezvous: makeRendezvous(),
})

const rehearse = (daemon: Daemon<unknown>, [ours, peer]: Pair, done: () => void) => {
  const actor = standIn(daemon)
  const { memberSocket, bellWrite } = actor.rendezvous
  const remote = getpeername(ours)
  write(peer, 'a line of some client\n')
  shutdown(peer, SHUT_WR)
  becomeChild()
  leaveDaemon(actor)
  serve(actor, { fd: ours, remote }, 1, () => {
    for (const fd of [peer, memberSocket, bellWrite]) release(fd)
    setImmediate(done)
  })
}

/** `done` is called from the event loop. */
export const warmServePath = (daemon: Daemon<unknown>, done: () => void, rounds = ROUNDS): void => {
  const family = daemon.topSockets[0]?.address.family ?? 'IPv4'
  if (rounds === 0) done()
  else rehearse(daemon, makePair(family), () => warmServePath(daemon, done, rounds - 1))
}
