// A server process that was forked ahead: it waits for its client.
import { binding } from '../binding'
import { keepMemberEnds } from '../hub/rendezvous'
import { AF_UNIX, POLLIN, SOCK_SEQPACKET } from '../posix/constants'
import { socketpair } from '../posix/sockets'
import { release } from '../release'
import type { Daemon } from './daemon/daemon'
import { showOutputs } from './daemon/hidden-outputs'
import { rehearseSession, standIn } from './daemon/rehearsal'
import { type Connection, connectToSelf } from './daemon/self-connection'
import { leaveDaemon, nameOf, serve, standAlone } from './server-process'
import { type PassedClient, receiveClient, sendClient } from './serving/passed-client'

const FOR_EVER = -1

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
const awaitClient = (channel: number): PassedClient | undefined => {
  awaitMessage(channel)
  return receiveClient(channel)
}

const serveClient = <C>(daemon: Daemon<C>, { fd, remote, id }: PassedClient): void => {
  process.title = `${daemon.options.title}: server process ${nameOf(remote)}`
  serve(daemon, { fd, remote }, id, () => process.exit())
}

/** Whatever keeps a rehearsal: a client may be waiting already. */
const REHEARSAL_MS = 1000

const passToSelf = ({ ours, remote, peer }: Connection): Connection => {
  const [there, here] = socketpair(AF_UNIX, SOCK_SEQPACKET)
  try {
    sendClient(there, { fd: ours, remote, id: 0 })
    const { fd = -1 } = awaitClient(here) ?? {}
    return { ours: fd, remote, peer }
  } catch (error) {
    release(peer) // or the session would have it
    throw error
  } finally {
    for (const fd of [there, here, ours]) release(fd)
  }
}

/** All that is to come, once, with a client of our own. */
const rehearse = (daemon: Daemon<unknown>, done: () => void): void => {
  const client = passToSelf(connectToSelf(daemon))
  rehearseSession(standIn(daemon), client, false, done)
}

/** Where there is too little for it, or it takes too long, the session does without. */
const tryToRehearse = (daemon: Daemon<unknown>, goOn: () => void): void => {
  let over = false
  const done = () => {
    clearTimeout(tooLong)
    showOutputs()
    if (!over) goOn()
    over = true
  }
  const tooLong = setTimeout(done, REHEARSAL_MS)
  try {
    rehearse(daemon, done)
  } catch {
    setImmediate(done)
  }
}

/** Serves the client that comes through the channel, to the end of the process. */
export const runSpareProcess = <C>(daemon: Daemon<C>, channel: number): void => {
  leaveDaemon(daemon)
  keepMemberEnds(daemon.rendezvous)
  standAlone(daemon)
  process.title = `${daemon.options.title}: spare server process`
  // What a session writes to is copied from the daemon process's memory at the first time: now, not when the
  // client waits.
  tryToRehearse(daemon as Daemon<unknown>, () => {
    const client = awaitClient(channel)
    release(channel)
    if (client === undefined) process.exit(0)
    serveClient(daemon, client)
  })
}
