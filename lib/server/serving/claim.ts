// What a spare and the daemon process say to each other, a packet each: the spare has taken a client, and, where each
// source may have only so many sessions, whether this one may have it.
import { binding } from '../../binding'
import { POLLIN } from '../../posix/constants'
import type { SocketAddress } from '../../posix/socket-address'
import { receiveNow, sendNow } from '../../posix/sockets'

export interface Claim {
  /** The number of the session. */
  id: number
  remote: SocketAddress
  startedMs: number
}

/** Longer than any: the path of a UNIX socket is the longest part, each byte six characters at most. */
const SIZE = 4096
const YES = Buffer.from('yes')
const NO = Buffer.from('no')
const FOR_EVER = -1

const buffer = Buffer.alloc(SIZE)

/** The spare's. Throws EPIPE or ECONNRESET if the daemon process is gone, ENOBUFS, ENOMEM. */
export const sendClaim = (channel: number, claim: Claim): void => {
  sendNow(channel, Buffer.from(JSON.stringify(claim)))
}

const receive = (channel: number): Buffer | undefined => {
  try {
    const length = receiveNow(channel, buffer)
    return length === 0 ? undefined : buffer.subarray(0, length)
  } catch {
    return undefined
  }
}

/** The daemon process's, when something is there; undefined: the spare has ended, and has no client. */
export const receiveClaim = (channel: number): Claim | undefined => {
  const bytes = receive(channel)
  return bytes && JSON.parse(bytes.toString())
}

/** The daemon process's. A spare that does not hear it has ended. */
export const answerClaim = (channel: number, admitted: boolean): void => {
  try {
    sendNow(channel, admitted ? YES : NO)
  } catch {
    // Its end is noticed elsewhere.
  }
}

/** The spare's: waits. Where nobody is left to answer, nobody counts either. */
export const isAdmitted = (channel: number): boolean => {
  const table = new Int32Array([channel, POLLIN, 0])
  while (binding.poll(FOR_EVER, table, true) === -1);
  return !receive(channel)?.equals(NO)
}
