// Connections of this process to itself, for rehearsals.
import { AF_INET, AF_UNIX, SOCK_STREAM } from '../../posix/constants'
import { write } from '../../posix/descriptors'
import type { SocketAddress } from '../../posix/socket-address'
import {
  accept,
  bind,
  connect,
  getpeername,
  getsockname,
  listen,
  socket,
  socketpair,
} from '../../posix/sockets'
import { release } from '../../release'
import type { Daemon } from './daemon'

/** Both ends of a connection. */
export interface Connection {
  ours: number
  remote: SocketAddress
  local: SocketAddress
  peer: number
}

export const listenToSelf = (): number => {
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

export const connectTo = (listening: number): number => {
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

/** A client that has said something. */
export const connectToSelf = <C>({ topSockets }: Daemon<C>): Connection => {
  const [ours = -1, peer = -1] = makePair(topSockets[0]?.address.family ?? 'IPv4')
  write(peer, 'a line of some client\n')
  return { ours, peer, remote: getpeername(ours), local: getsockname(ours) }
}
