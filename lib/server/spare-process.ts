// A server process that was forked ahead: it takes its client off a top socket itself, and tells the daemon process.
import { binding } from '../binding'
import { keepMemberEnds } from '../hub/rendezvous'
import { AF_UNIX, SOCK_SEQPACKET } from '../posix/constants'
import { write } from '../posix/descriptors'
import { socketpair } from '../posix/sockets'
import { release } from '../release'
import { localOf } from './daemon/accepting'
import { mustAsk } from './daemon/claims'
import type { Daemon } from './daemon/daemon'
import { showOutputs } from './daemon/outputs'
import { rehearseSession } from './daemon/rehearsal'
import { type Connection, connectTo, listenToSelf } from './daemon/self-connection'
import { turnAway } from './daemon/turn-away'
import { type Client, leaveDaemon, serve, standAlone, stopWaiting } from './server-process'
import { isAdmitted } from './serving/claim'
import type { TopSocket } from './top/top-socket'

/** A client of our own, and the number of its session. */
type Taken = Client & { id: number }

interface Terms {
  topSockets: readonly number[]
  topSocket: TopSocket | undefined
  /** Whether it may be refused. */
  asks: boolean
  refusal: string
  rehearses: boolean
}

/**
 * The client waits in the backlog if there is nothing to accept it with, and this process ends: the daemon process
 * says what is wrong, if that is so for it, too.
 */
const awaitClient = (channel: number, { topSockets, rehearses, asks }: Terms) => {
  try {
    return binding.awaitClient(channel, topSockets, rehearses, asks)
  } catch (error) {
    if (rehearses) throw error
    return process.exit(1)
  }
}

/** Waits for a client; undefined: the daemon process wants none to be taken any more, or is gone. */
const takeClient = (channel: number, terms: Terms): Taken | undefined => {
  for (;;) {
    const taken = awaitClient(channel, terms)
    if (taken === undefined) return undefined
    const { fd, address: remote, id, claimed } = taken
    if (claimed && (!terms.asks || isAdmitted(channel)))
      return { fd, remote, local: localOf(fd, terms.topSocket), id }
    binding.returnSessionNumber(id)
    turnAway(fd, terms.refusal)
    if (!claimed) return undefined // nobody would count its session
  }
}

/** Whatever keeps a rehearsal: a client may be waiting already. */
const REHEARSAL_MS = 1000

const takeOwnClient = (opened: number[], topSocket: TopSocket | undefined): Connection => {
  const listening = listenToSelf()
  opened.push(listening)
  const peer = connectTo(listening)
  opened.push(peer)
  write(peer, 'a line of some client\n')
  const [there, here] = socketpair(AF_UNIX, SOCK_SEQPACKET)
  opened.push(there, here)
  const terms = {
    topSockets: [listening],
    topSocket,
    asks: false,
    refusal: '',
    rehearses: true,
  }
  const { fd: ours, remote, local } = takeClient(here, terms) as Taken
  opened.splice(opened.indexOf(peer), 1)
  return { ours, remote, local, peer }
}

/** All that is to come, once, with a client of our own. */
const rehearse = (daemon: Daemon<unknown>, done: () => void): void => {
  const opened: number[] = []
  try {
    rehearseSession(daemon, takeOwnClient(opened, daemon.topSockets[0]), false, serve, done)
  } finally {
    for (const fd of opened) release(fd)
  }
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

/** Serves the next client, to the end of the process. */
export const runSpareProcess = <C>(daemon: Daemon<C>, channel: number): void => {
  leaveDaemon(daemon)
  keepMemberEnds(daemon.rendezvous)
  standAlone(daemon)
  const topSockets = daemon.topSockets.map(({ fd }) => fd)
  const { refusal } = daemon.settings.limits
  const [topSocket] = daemon.topSockets
  const terms = { topSockets, topSocket, asks: mustAsk(daemon), refusal, rehearses: false }
  // What a session writes to is copied from the daemon process's memory at the first time: now, not when the
  // client waits.
  tryToRehearse(daemon as Daemon<unknown>, () => {
    process.title = `${daemon.options.title}: spare server process`
    const client = takeClient(channel, terms)
    // Who need not ask has closed the top sockets before the daemon process has heard of the client.
    if (client === undefined) process.exit(0)
    if (terms.asks) stopWaiting(daemon)
    else binding.closeBell()
    release(channel)
    serve(daemon, client, client.id)
  })
}
