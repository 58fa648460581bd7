// How members reach the hub process without a name in any file system: through a socketpair that all
// have inherited. A member makes a stream socketpair, passes one end through, and rings the bell.

import { AF_UNIX, O_NONBLOCK, SOCK_NONBLOCK, SOCK_SEQPACKET, SOCK_STREAM } from '../posix/constants'
import { sendDescriptor } from '../posix/descriptor-passing'
import { pipe, write } from '../posix/descriptors'
import { hasRoom } from '../posix/has-room'
import { socketpair } from '../posix/sockets'
import { release } from '../release'

/** Passes a copy of a descriptor through a UNIX socket; throws EAGAIN if there is no room. */
export type SendDescriptor = (socket: number, fd: number) => void

/** A descriptor that was passed; undefined if none is there, -1 if none can come any more. */
export type ReceiveDescriptor = (socket: number) => number | undefined

/** Made before the forks; each process keeps the ends that are its own. */
export interface Rendezvous {
  /** Readable while a descriptor waits. */
  hubSocket: number
  memberSocket: number
  /** Readable when a member has rung since the hub process last looked. */
  bellRead: number
  bellWrite: number
}

const ROOM_DEADLINE_MS = 5000

export const makeRendezvous = (): Rendezvous => {
  const [hubSocket, memberSocket] = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK)
  try {
    const [bellRead, bellWrite] = pipe(O_NONBLOCK)
    return { hubSocket, memberSocket, bellRead, bellWrite }
  } catch (error) {
    release(hubSocket)
    release(memberSocket)
    throw error
  }
}

/** Those that are open as long as no process has taken its own. */
export const rendezvousDescriptors = (rendezvous: Rendezvous): number[] => [
  rendezvous.hubSocket,
  rendezvous.memberSocket,
  rendezvous.bellRead,
  rendezvous.bellWrite,
]

/** In a process that is a member, and not the one that starts the hub process. */
export const keepMemberEnds = ({ hubSocket, bellRead }: Rendezvous): void => {
  release(hubSocket)
  release(bellRead)
}

/** In the hub process: or it would never hear that all members are gone. */
export const keepHubEnds = ({ memberSocket, bellWrite }: Rendezvous): void => {
  release(memberSocket)
  release(bellWrite)
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

/**
 * Returns the member's end of a new connection, whose other end is on its way to the hub process.
 *
 * Throws EAGAIN if no hub process has made room within 5 s, EPIPE or ECONNRESET if no process is left
 * that could, EMFILE or ENFILE.
 */
export const connectMember = (
  rendezvous: Rendezvous,
  send: SendDescriptor = sendDescriptor,
): number => {
  const [here, there] = socketpair(AF_UNIX, SOCK_STREAM)
  try {
    sendWithin(ROOM_DEADLINE_MS, rendezvous.memberSocket, there, send)
    ring(rendezvous)
    return here
  } catch (error) {
    release(here)
    throw error
  } finally {
    release(there)
  }
}

const sendWithin = (limitMs: number, socket: number, fd: number, send: SendDescriptor) => {
  const deadline = performance.now() + limitMs
  for (;;) {
    try {
      return send(socket, fd)
    } catch (error) {
      const leftMs = deadline - performance.now()
      if (codeOf(error) !== 'EAGAIN' || leftMs <= 0) throw error
      hasRoom(socket, leftMs)
    }
  }
}

const ring = ({ bellWrite }: Rendezvous) => {
  try {
    write(bellWrite, 'x')
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error // full: it rings already
  }
}
