// A server process that was forked ahead: it takes its client off a top socket itself, and tells the daemon process.
import { binding } from '../binding'
import { keepMemberEnds } from '../hub/rendezvous'
import { AF_UNIX, SOCK_SEQPACKET } from '../posix/constants'
import { write } from '../posix/descriptors'
import { socketpair } from '../posix/sockets'
import { release } from '../release'
import type { Accepted } from './daemon/accepting'
import { mustAsk } from './daemon/claims'
import { type Daemon, nowMs } from './daemon/daemon'
import { showOutputs } from './daemon/outputs'
import { rehearseSession } from './daemon/rehearsal'
import { type Connection, connectTo, listenToSelf } from './daemon/self-connection'
import { turnAway } from './daemon/turn-away'
import { closeTopSockets, leaveDaemon, serve, standAlone } from './server-process'
import { isAdmitted, sendClaim } from './serving/claim'

/** A client of our own, and the number of its session. */
type Taken = Pick<Accepted, 'fd' | 'remote'> & { id: number }

interface Terms {
  /** Whether it may be refused. */
  asks: boolean
  refusal: string
  nextNumber: () => number
}

const CLAIM_MS = 1000
/** The kernel has no memory for a packet: there may be in so long. */
const STARVED_MS = 1
const STARVED = new Set(['ENOBUFS', 'ENOMEM', 'EAGAIN'])
const NOBODY = new Int32Array(0)

/** False if the daemon process cannot be told: nobody would count the session. Where it is gone, nobody has to. */
const claims = (channel: number, { id, remote }: Taken): boolean => {
  const claim = { id, remote, startedMs: nowMs() }
  for (;;) {
    try {
      sendClaim(channel, claim)
      return true
    } catch (error) {
      if (!STARVED.has((error as NodeJS.ErrnoException).code ?? '')) return true
      if (nowMs() - claim.startedMs > CLAIM_MS) return false
      binding.poll(STARVED_MS, NOBODY, true)
    }
  }
}

/**
 * The client waits in the backlog if there is nothing to accept it with, and this process ends: the daemon process
 * says what is wrong, if that is so for it, too.
 */
const awaitClient = (channel: number, topSockets: readonly number[]) => {
  try {
    return binding.awaitClient(channel, topSockets)
  } catch {
    return process.exit(1)
  }
}

/** Waits for a client; undefined: the daemon process wants none to be taken any more, or is gone. */
const takeClient = (
  channel: number,
  topSockets: readonly number[],
  { asks, refusal, nextNumber }: Terms,
): Taken | undefined => {
  for (;;) {
    const accepted = awaitClient(channel, topSockets)
    if (accepted === undefined) return undefined
    const { fd, address: remote } = accepted
    const taken = { fd, remote, id: nextNumber() }
    const claimed = claims(channel, taken)
    if (claimed && (!asks || isAdmitted(channel))) return taken
    binding.returnSessionNumber(taken.id)
    turnAway(fd, refusal)
    if (!claimed) return undefined
  }
}

/** Whatever keeps a rehearsal: a client may be waiting already. */
const REHEARSAL_MS = 1000

const takeOwnClient = (opened: number[]): Connection => {
  const listening = listenToSelf()
  opened.push(listening)
  const peer = connectTo(listening)
  opened.push(peer)
  write(peer, 'a line of some client\n')
  const [there, here] = socketpair(AF_UNIX, SOCK_SEQPACKET)
  opened.push(there, here)
  const terms = { asks: false, refusal: '', nextNumber: () => 0 }
  const { fd: ours, remote } = takeClient(here, [listening], terms) as Taken
  opened.splice(opened.indexOf(peer), 1)
  return { ours, remote, peer }
}

/** All that is to come, once, with a client of our own. */
const rehearse = (daemon: Daemon<unknown>, done: () => void): void => {
  const opened: number[] = []
  try {
    rehearseSession(daemon, takeOwnClient(opened), false, serve, done)
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
  const terms = { asks: mustAsk(daemon), refusal, nextNumber: binding.nextSessionNumber }
  // What a session writes to is copied from the daemon process's memory at the first time: now, not when the
  // client waits.
  tryToRehearse(daemon as Daemon<unknown>, () => {
    process.title = `${daemon.options.title}: spare server process`
    const client = takeClient(channel, topSockets, terms)
    closeTopSockets(daemon)
    release(channel)
    if (client === undefined) process.exit(0)
    serve(daemon, client, client.id)
  })
}
