// The life of a hub process: takes in members from the rendezvous until none can come and all have left.
import net from 'node:net'

import { receiveDescriptor } from '../posix/descriptor-passing'
import { release } from '../release'
import { HubProcess } from './hub-process'
import type { ReceiveDescriptor, Rendezvous } from './rendezvous'

/**
 * Runs the hub on this process's event loop, which has nothing left to do, and ends the process by
 * that, once no member is connected and none can come.
 */
export const runHubProcess = (
  { hubSocket, bellRead }: Rendezvous,
  receive: ReceiveDescriptor = receiveDescriptor,
): HubProcess => {
  const hub = new HubProcess()
  const takeMembers = () => {
    for (let fd = take(); fd !== undefined; fd = take()) {
      try {
        hub.addMember(fd)
      } catch {
        release(fd) // no socket: who sent it is not one of us
      }
    }
  }
  const take = (): number | undefined => {
    for (;;) {
      try {
        const fd = receive(hubSocket)
        return fd === -1 ? undefined : fd
      } catch {
        // EMFILE: the kernel has closed the descriptor. Its member sees that, and tries again later.
      }
    }
  }
  const bell = new net.Socket({ fd: bellRead, readable: true, writable: false })
  bell.on('data', takeMembers)
  // An earlier hub process may have died between the bell and the descriptor.
  takeMembers()
  return hub
}
