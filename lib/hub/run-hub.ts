// The life of a hub process: takes in members from the rendezvous until none can come and all have left.
import net from 'node:net'

import { SO_TYPE, SOCK_STREAM, SOL_SOCKET } from '../posix/constants'
import { receiveDescriptor } from '../posix/descriptor-passing'
import { getsockopt } from '../posix/socket-options'
import { getpeername } from '../posix/sockets'
import { release } from '../release'
import { HubProcess } from './hub-process'
import type { ReceiveDescriptor, Rendezvous } from './rendezvous'

// Of anything else the end may never come: a socket that listens, for one, would stay for good.
const isMember = (fd: number): boolean => {
  try {
    const isStream = getsockopt(fd, SOL_SOCKET, SO_TYPE) === SOCK_STREAM
    return isStream && getpeername(fd).family === 'unix'
  } catch {
    return false
  }
}

/** So many are looked at before the members have their turn. */
const MESSAGES_PER_TURN = 100

/**
 * Runs the hub on this process's event loop, which has nothing left to do, and ends the process by
 * that, once no member is connected and none can come.
 */
export const runHubProcess = (
  { hubSocket, bellRead }: Rendezvous,
  receive: ReceiveDescriptor = receiveDescriptor,
): HubProcess => {
  const hub = new HubProcess()
  let scheduled = false
  const takeMembers = () => {
    if (scheduled) return
    for (let taken = 0; taken < MESSAGES_PER_TURN; taken++) if (!takeOne()) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      takeMembers()
    })
  }
  /** False if no message is there. */
  const takeOne = (): boolean => {
    let fd: number | undefined
    try {
      fd = receive(hubSocket)
    } catch {
      // EMFILE: the kernel has closed the descriptor. Its member sees that, and tries again later. EBADMSG: who
      // sent that is not one of us.
      return true
    }
    if (fd === undefined || fd === -1) return false
    if (isMember(fd)) hub.addMember(fd)
    else release(fd) // who sent it is not one of us
    return true
  }
  const bell = new net.Socket({ fd: bellRead, readable: true, writable: false })
  bell.on('data', takeMembers)
  // An earlier hub process may have died between the bell and the descriptor.
  takeMembers()
  return hub
}
