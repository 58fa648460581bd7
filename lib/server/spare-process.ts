// A server process that was forked ahead: it waits for its client.
import { binding } from '../binding'
import { POLLIN } from '../posix/constants'
import { receiveDescriptor } from '../posix/descriptor-passing'
import type { SocketAddress } from '../posix/socket-address'
import { receiveNow } from '../posix/sockets'
import { release } from '../release'
import type { Daemon } from './daemon/daemon'
import { warmServePath } from './daemon/warming'
import { leaveDaemon, nameOf, serve, standAlone } from './server-process'

/** More than the message of the daemon process takes. */
const MESSAGE = Buffer.alloc(1024)
const FOR_EVER = -1

interface Client {
  fd: number
  remote: SocketAddress
  id: number
}

const awaitMessage = (channel: number): void => {
  const table = new Int32Array([channel, POLLIN, 0])
  for (;;) {
    try {
      binding.poll(FOR_EVER, table)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EINTR') throw error
    }
  }
}

/** undefined: the daemon process wants no more of us, or is gone. */
const awaitClient = (channel: number): Client | undefined => {
  awaitMessage(channel)
  const length = receiveNow(channel, MESSAGE)
  if (length === 0) return undefined
  awaitMessage(channel)
  const fd = receiveDescriptor(channel)
  if (fd === undefined || fd === -1) return undefined
  return { ...JSON.parse(MESSAGE.toString('utf8', 0, length)), fd }
}

const serveClient = <C>(daemon: Daemon<C>, { fd, remote, id }: Client): void => {
  process.title = `${daemon.options.title}: server process ${nameOf(remote)}`
  serve(daemon, { fd, remote }, id, () => process.exit())
}

/** Serves the client that comes through the channel, to the end of the process. */
export const runSpareProcess = <C>(daemon: Daemon<C>, channel: number): void => {
  leaveDaemon(daemon)
  standAlone(daemon)
  process.title = `${daemon.options.title}: spare server process`
  // What a session writes to is copied from the daemon process's memory at the first time: now, not when the
  // client waits.
  warmServePath(
    daemon as Daemon<unknown>,
    () => {
      const client = awaitClient(channel)
      release(channel)
      if (client === undefined) process.exit(0)
      serveClient(daemon, client)
    },
    1,
  )
}
