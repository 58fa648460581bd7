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
  standAlone(daemon)
  process.title = `${daemon.options.title}: server process ${nameOf(remote)}`
  serve(daemon, { fd, remote }, id, () => process.exit())
}

/** Serves the client; `end` is called when the session has ended. */
export const serve = <C>(
  daemon: Daemon<C>,
  { fd, remote }: Pick<Accepted, 'fd' | 'remote'>,
  id: number,
  end: () => void,
): void => {
  if (daemon.options.blocking) {
    const session = makeSession(daemon, fd, remote, id)
    serveByBlockingCalls(fd, session, daemon.handler as BlockingHandler<C>, daemon.settings.limits)
    end()
  } else {
    const session = makeEventSession(daemon, fd, remote, id)
    serveByEvents(fd, session, daemon.handler as EventHandler<C>, daemon, end)
  }
}

/** What every process does that the daemon process has forked: it keeps nothing of it. */
export const leaveDaemon = <C>(daemon: Daemon<C>): void => {
  // The top sockets first: nobody else may hold them when the daemon process gives them up.
  for (const { fd } of daemon.topSockets) release(fd)
  for (const channel of daemon.spares.channels) release(channel)
  daemon.channel?.close()
  daemon.log.close()
  releaseSignals()
  forgetRequests()
}

/** From now on it is a process of its own, and whose it is. */
export const standAlone = <C>(daemon: Daemon<C>): void => {
  setpgid(0, 0) // Ctrl-C is for the daemon process, which knows how to stop us
  if (daemon.options.orphans === 'finish') return
  // The kernel sends the signal when the daemon process dies; if it did before we asked, nobody would.
  setParentDeathSignal('SIGKILL')
  if (getppid() !== daemon.pid) process.exit(1)
}

export const nameOf = (address: SocketAddress): string =>
  address.family === 'unix' ? address.path : `${address.address}:${address.port}`
