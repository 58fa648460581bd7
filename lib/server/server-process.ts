// The server process: close the top socket, serve, close the accepted socket, exit. It never returns to
// accept.
import { keepMemberEnds } from '../hub/rendezvous'
import { getppid, setParentDeathSignal, setpgid } from '../posix/process'
import type { SocketAddress } from '../posix/socket-address'
import { release } from '../release'
import { forgetRequests } from './clean/clean-process'
import type { Accepted } from './daemon/accepting'
import type { Daemon } from './daemon/daemon'
import type { BlockingHandler, EventHandler } from './handler'
import { releaseSignals } from './process-signals'
import { endAtOnce } from './serving/end-at-once'
import { serveByBlockingCalls } from './serving/serve-blocking'
import { serveByEvents } from './serving/serve-events'
import { makeEventSession, makeSession } from './session'

/** Serves the client that was accepted, to the end of the process. */
export const runServerProcess = <C>(
  daemon: Daemon<C>,
  { fd, remote }: Accepted,
  id: number,
): void => {
  leaveDaemon(daemon)
  keepMemberEnds(daemon.rendezvous)
  process.title = `${daemon.options.title}: server process ${nameOf(remote)}`
  if (daemon.options.blocking) {
    const session = makeSession(daemon, fd, remote, id)
    serveByBlockingCalls(fd, session, daemon.handler as BlockingHandler<C>, daemon.settings.limits)
  } else {
    const session = makeEventSession(daemon, fd, remote, id)
    serveByEvents(fd, session, daemon.handler as EventHandler<C>, daemon)
  }
}

/** What every process does that the daemon process has forked: it keeps nothing of it. */
export const leaveDaemon = <C>(daemon: Daemon<C>): void => {
  endAtOnce()
  // The top sockets first: nobody else may hold them when the daemon process gives them up.
  for (const { fd } of daemon.topSockets) release(fd)
  daemon.channel?.close()
  daemon.log.close()
  releaseSignals()
  setpgid(0, 0) // Ctrl-C is for the daemon process, which knows how to stop us
  if (daemon.options.orphans === 'kill') dieWithDaemon(daemon.pid)
  forgetRequests()
}

// The kernel sends the signal when the daemon process dies; if it did before we asked, nobody would.
const dieWithDaemon = (daemonPid: number) => {
  setParentDeathSignal('SIGKILL')
  if (getppid() !== daemonPid) process.exit(1)
}

const nameOf = (address: SocketAddress): string =>
  address.family === 'unix' ? address.path : `${address.address}:${address.port}`
