// Runs the way of a client through this library some times before the first one comes: every server
// process inherits what has been compiled and learned, which no process that lives for milliseconds could
// earn by itself. The user's handler is not called: it has side effects.
import { AF_INET, AF_UNIX, SOCK_STREAM } from '../../posix/constants'
import { write } from '../../posix/descriptors'
import { accept, bind, connect, getsockname, listen, socket, socketpair } from '../../posix/sockets'
import { release } from '../../release'
import { makeClient } from '../serving/serve-events'
import type { Daemon } from './daemon'

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

const oneRound = (daemon: Daemon<unknown>, [ours, peer]: Pair, done: () => void) => {
  const client = makeClient(ours, daemon.options)
  client.on('data', (chunk) => client.end(chunk))
  client.once('finish', () => release(peer))
  client.once('close', done)
  write(peer, 'a line of some client\n')
}

/** `done` is called from the event loop. */
export const warmServePath = (daemon: Daemon<unknown>, done: () => void, rounds = ROUNDS): void => {
  const family = daemon.topSockets[0]?.address.family ?? 'IPv4'
  if (rounds === 0 || daemon.options.blocking) done()
  else oneRound(daemon, makePair(family), () => warmServePath(daemon, done, rounds - 1))
}
