// A server process that was forked ahead: it waits for its client.
import { binding } from '../binding'
import { keepMemberEnds } from '../hub/rendezvous'
import { AF_UNIX, POLLIN, SOCK_SEQPACKET } from '../posix/constants'
import { socketpair } from '../posix/sockets'
import { release } from '../release'
import type { Daemon } from './daemon/daemon'
import { rehearseSession, standIn } from './daemon/rehearsal'
import { connectToSelf } from './daemon/self-connection'
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

/** All that is to come, once, with a client of our own. */
const rehearse = (daemon: Daemon<unknown>, goOn: () => void): void => {
  let gone = false
  const done = () => {
    clearTimeout(tooLong)
    if (!gone) goOn()
    gone = true
  }
  const tooLong = setTimeout(done, REHEARSAL_MS)
  const { ours, remote, peer } = connectToSelf(daemon)
  const [there, here] = socketpair(AF_UNIX, SOCK_SEQPACKET)
  sendClient(there, { fd: ours, remote, id: 0 })
  release(ours)
  const client = awaitClient(here)
  for (const fd of [there, here]) release(fd)
  if (client === undefined) done()
  else rehearseSession(standIn(daemon), { ...client, ours: client.fd, peer }, false, done)
}

/** Serves the client that comes through the channel, to the end of the process. */
export const runSpareProcess = <C>(daemon: Daemon<C>, channel: number): void => {
  leaveDaemon(daemon)
  keepMemberEnds(daemon.rendezvous)
  standAlone(daemon)
  process.title = `${daemon.options.title}: spare server process`
  // What a session writes to is copied from the daemon process's memory at the first time: now, not when the
  // client waits.
  rehearse(daemon as Daemon<unknown>, () => {
    const client = awaitClient(channel)
    release(channel)
    if (client === undefined) process.exit(0)
    serveClient(daemon, client)
  })
}
