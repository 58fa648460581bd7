// Plays what happens to a client, with connections of this process to itself: with all the code of the real thing,
// and none of its consequences.
import type net from 'node:net'
import { SHUT_WR } from '../../posix/constants'
import { read, write } from '../../posix/descriptors'
import { shutdown } from '../../posix/sockets'
import { release } from '../../release'
import { rehearseEnd } from '../serving/end-at-once'
import type { Accepted } from './accepting'
import { assemble, type Daemon } from './daemon'
import { hideOutputs, showOutputs } from './outputs'
import type { Connection } from './self-connection'

/** What stands for the user's handler. */
const echo = (fd: number): void => {
  const buffer = Buffer.allocUnsafe(100)
  write(fd, buffer.subarray(0, read(fd, buffer)))
  write(fd, 'an answer')
}

/** What serves a client. */
type Serve = (actor: Daemon<unknown>, accepted: Accepted, id: number) => void

/**
 * Has a client of our own served by a stand-in of the daemon process. `done` is called from the event loop. A client that
 * `ends` leaves its port in use for a minute, as TCP has it (TIME_WAIT), so only few may; others are cut off.
 */
export const rehearseSession = (
  daemon: Daemon<unknown>,
  { ours, remote, local, peer }: Connection,
  ends: boolean,
  serve: Serve,
  done: () => void,
): void => {
  hideOutputs()
  if (ends) shutdown(peer, SHUT_WR)
  let cut = false
  const cutOff = () => {
    if (!cut) release(peer)
    cut = true
  }
  const echoByEvents = (client: net.Socket) => {
    client.pipe(client)
    // With what it was told unread: the kernel resets the connection then.
    if (!ends) client.once('data', () => client.end()).once('finish', cutOff)
  }
  const endSession = () => {
    rehearseEnd()
    cutOff()
    setImmediate(() => {
      showOutputs()
      done()
    })
  }
  const handler = daemon.options.blocking ? echo : echoByEvents
  const actor = assemble({ ...daemon, handler, endSession })
  serve(actor, { fd: ours, remote, local, source: undefined }, 1)
}
