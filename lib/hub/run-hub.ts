// The life of a hub process: takes in members from the rendezvous until none can come and all have left.
import net from 'node:net'

import { HubProcess } from './hub-process'
import type { ReceiveDescriptor, Rendezvous } from './rendezvous'

/**
 * Runs the hub on this process's event loop, which has nothing left to do, and ends the process by
 * that, once no member is connected and none can come.
 */
export const runHubProcess = (
  { hubSocket, bellRead }: Rendezvous,
  receiveDescriptor: ReceiveDescriptor,
): HubProcess => {
  const hub = new HubProcess()
  const takeMembers = () => {
    for (
      let fd = receiveDescriptor(hubSocket);
      fd !== undefined;
      fd = receiveDescriptor(hubSocket)
    ) {
      if (fd === -1) return
      hub.addMember(fd)
    }
  }
  const bell = new net.Socket({ fd: bellRead, readable: true, writable: false })
  bell.on('data', takeMembers)
  // An earlier hub process may have died between the bell and the descriptor.
  takeMembers()
  return hub
}
