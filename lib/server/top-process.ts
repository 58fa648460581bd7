// The top process: create the top socket, bind the port, run the daemon process, close the top socket. What
// it does afterwards is its own affair; the flowchart's exits.
import { fork } from '../fork/fork'
import {
  keepMemberEnds,
  makeRendezvous,
  type Rendezvous,
  rendezvousDescriptors,
} from '../hub/rendezvous'
import { AF_UNIX, SOCK_STREAM } from '../posix/constants'
import { socketpair } from '../posix/sockets'
import { release } from '../release'
import { DaemonChannel } from './channel/daemon-channel'
import { ChannelReports } from './channel/reports'
import type { Plan } from './daemon/daemon'
import { startDaemon } from './daemon/start-daemon'
import type { DaemonEvents } from './events'
import type { SettledListenOptions } from './options/listen-options'
import { endAtOnce } from './serving/end-at-once'
import { discard, makeTopSockets, type TopSocket } from './top/top-socket'

/** What the server is to do, as far as the user has said it. */
export type Draft<C> = Pick<Plan<C>, 'options' | 'handler' | 'settings'>

export interface Started {
  daemonPid: number
  /** The top process's end of the control channel. */
  channel: number
  rendezvous: Rendezvous
}

/** Resolves when there is a daemon process; it says by the channel whether it listens. */
export const runTopProcess = async <C>(
  draft: Draft<C>,
  places: SettledListenOptions[],
  wanted: (keyof DaemonEvents)[],
): Promise<Started> => {
  const topSockets = await makeTopSockets(places)
  try {
    const started = await runDaemonProcess(draft, topSockets, wanted)
    for (const { fd } of topSockets) release(fd)
    return started
  } catch (error) {
    for (const topSocket of topSockets) discard(topSocket)
    throw error
  }
}

// From the event loop's check phase: no user code is on the stack there, and none is about to run. In the
// daemon process the promise never settles, so nothing that awaits it goes on there.
const runDaemonProcess = <C>(
  draft: Draft<C>,
  topSockets: TopSocket[],
  wanted: (keyof DaemonEvents)[],
): Promise<Started> =>
  new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        const started = forkDaemonProcess(draft, topSockets, wanted)
        if (started !== undefined) resolve(started)
      } catch (error) {
        reject(error)
      }
    })
  })

const forkDaemonProcess = <C>(
  draft: Draft<C>,
  topSockets: TopSocket[],
  wanted: (keyof DaemonEvents)[],
): Started | undefined => {
  const opened: number[] = []
  try {
    const [ours, theirs] = socketpair(AF_UNIX, SOCK_STREAM)
    opened.push(ours, theirs)
    const rendezvous = makeRendezvous()
    opened.push(...rendezvousDescriptors(rendezvous))
    const daemonPid = fork()
    if (daemonPid === 0) {
      endAtOnce()
      release(ours) // or it would never hear that the top process has gone
      const channel = new DaemonChannel(theirs)
      const reports = new ChannelReports(channel, wanted)
      startDaemon({ ...draft, topSockets, rendezvous, channel, reports })
      return undefined
    }
    release(theirs)
    keepMemberEnds(rendezvous)
    return { daemonPid, channel: ours, rendezvous }
  } catch (error) {
    for (const fd of opened) release(fd)
    throw error
  }
}

/** This process becomes the daemon process; resolves never. */
export const becomeDaemonProcess = async <C>(
  draft: Draft<C>,
  places: SettledListenOptions[],
  reports: Plan<C>['reports'],
): Promise<never> => {
  const topSockets = await makeTopSockets(places)
  try {
    const plan = { ...draft, topSockets, rendezvous: makeRendezvous(), channel: undefined, reports }
    setImmediate(() => startDaemon(plan))
  } catch (error) {
    for (const topSocket of topSockets) discard(topSocket)
    throw error
  }
  return new Promise(() => {})
}
