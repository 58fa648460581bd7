// Plays what happens to a client, with connections of this process to itself: with all the code of the real thing,
// and none of its consequences.
import type net from 'node:net'
import { keepMemberEnds, makeRendezvous } from '../../hub/rendezvous'
import { AF_UNIX, SHUT_WR, SOCK_SEQPACKET } from '../../posix/constants'
import { read, write } from '../../posix/descriptors'
import { getsockname, shutdown, socketpair } from '../../posix/sockets'
import { release } from '../../release'
import { serve } from '../server-process'
import { Acceptance } from './acceptance'
import { BackOff } from './back-off'
import { Children } from './children'
import { Counters } from './counters'
import { type Daemon, nowMs } from './daemon'
import { hideOutputs, showOutputs } from './hidden-outputs'
import { Log } from './log'
import { type Connection, connectTo, listenToSelf } from './self-connection'
import { type Spare, Spares } from './spares'

/** What stands for the user's handler. */
const echo = (fd: number): void => {
  write(fd, read(fd, Buffer.allocUnsafe(100)) > 0 ? 'an answer' : '')
}

/** As the daemon process is, but with nothing that a server process gives up. */
export const standIn = <C>(daemon: Daemon<C>): Daemon<unknown> => ({
  ...(daemon as Daemon<unknown>),
  topSockets: [],
  spares: new Spares(),
  channel: undefined,
  log: new Log(daemon.options.title),
  rendezvous: makeRendezvous(),
})

/**
 * Serves a client of our own. `actor` is a stand-in; `done` is called from the event loop. A client that
 * `ends` leaves its port in use for a minute, as TCP has it (TIME_WAIT), so only few may; others are cut off.
 */
export const rehearseSession = (
  actor: Daemon<unknown>,
  { ours, remote, peer }: Connection,
  ends: boolean,
  done: () => void,
): void => {
  const { memberSocket, bellWrite } = actor.rendezvous
  keepMemberEnds(actor.rendezvous)
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
  const handler = actor.options.blocking ? echo : echoByEvents
  serve({ ...actor, handler }, { fd: ours, remote }, 1, () => {
    cutOff()
    for (const fd of [memberSocket, bellWrite]) release(fd)
    setImmediate(() => {
      showOutputs()
      done()
    })
  })
}

const LONGEST_MS = 100

const silent = {
  reports: { listening: () => {}, failed: () => {}, wants: () => {}, event: () => {} },
  log: { fd: undefined, line: () => {}, close: () => {} } as unknown as Log,
}

/** A turn of the daemon process's loop, in which a client comes; `turn` tells whether it was passed to the spare. */
export const rehearseTurn = <C>(
  daemon: Daemon<C>,
  turn: (actor: Daemon<unknown>, spare: Spare) => boolean,
): void => {
  const opened: number[] = []
  try {
    const [channel, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET)
    // This end first, with what the client has said unread: the kernel resets the connection then.
    opened.push(theirs, channel)
    const listening = listenToSelf()
    opened.push(listening)
    const peer = connectTo(listening)
    opened.push(peer)
    write(peer, 'a line of some client\n')
    const actor = {
      ...(daemon as Daemon<unknown>),
      ...silent,
      topSockets: [{ fd: listening, address: getsockname(listening), backlog: 1 }],
      channel: undefined,
      children: new Children(),
      // Not the first of a hundred, which has more to do.
      counters: Object.assign(new Counters(), { forked: 1 }),
      acceptance: new Acceptance(),
      // Nobody waits longer for a client that is there.
      hubResumesMs: nowMs() + LONGEST_MS,
      spareBackOff: new BackOff(0, 0),
    }
    const spare = { pid: daemon.pid, channel, forkMs: 0, startedMs: 0 }
    if (turn(actor, spare)) opened.splice(opened.indexOf(channel), 1)
  } catch {
    // There is too little left for it; the next client will tell.
  } finally {
    for (const fd of opened) release(fd)
  }
}
