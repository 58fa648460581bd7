// A client on its way from the daemon process to a spare server process: a descriptor, and who it is.
import { binding } from '../../binding'
import type { SocketAddress } from '../../posix/socket-address'

export interface PassedClient {
  fd: number
  remote: SocketAddress
  /** The number of the session. */
  id: number
}

/** Always as long, and longer than any path of a UNIX socket. */
const SIZE = 1024

const buffer = Buffer.alloc(SIZE)

/** Throws EPIPE if nobody is there, EAGAIN, ETOOMANYREFS. */
export const sendClient = (channel: number, { fd, remote, id }: PassedClient): void => {
  buffer.fill(' ').write(JSON.stringify({ remote, id }))
  binding.sendDescriptor(channel, fd, buffer)
}

/** undefined at the end of the stream; only when something is there. */
export const receiveClient = (channel: number): PassedClient | undefined => {
  const fd = binding.receiveDescriptor(channel, buffer)
  return fd === undefined || fd === -1 ? undefined : { ...JSON.parse(buffer.toString()), fd }
}
