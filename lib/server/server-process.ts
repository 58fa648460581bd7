// The server process: close the top socket, serve, close the accepted socket, exit. It never returns to
// accept.
import { binding } from '../binding'
import { keepMemberEnds } from '../hub/rendezvous'
import type { SocketAddress } from '../posix/socket-address'
import { release } from '../release'
import type { Accepted } from './daemon/accepting'
import type { Daemon } from './daemon/daemon'
import type { BlockingHandler, EventHandler } from './handler'
import { releaseSignals } from './process-signals'
import { serveByBlockingCalls } from './serving/serve-blocking'
import { serveByEvents } from './serving/serve-events'
import { makeEventSession, makeSession } from './session'

/** Serves the client that was accepted, to the end of the process. */
export const runServerProcess = <C>(daemon: Daemon<C>, accepted: Accepted, id: number): void => {
  stopWaiting(daemon)
  leaveDaemon(daemon)
  keepMemberEnds(daemon.rendezvous)
  standAlone(daemon)
  serve(daemon, accepted, id)
}

/** A client to be served. */
export type Client = Pick<Accepted, 'fd' | 'remote' | 'local'>

/** Serves the client; the process, or the rehearsal, ends with it. */
export const serve = <C>(daemon: Daemon<C>, client: Client, id: number): void => {
  const { fd } = client
  binding.setTitle(`${daemon.options.title}: server process ${nameOf(client.remote)}`)
  if (daemon.options.blocking) {
    const session = makeSession(daemon, client, id)
    serveByBlockingCalls(fd, session, daemon.handler as BlockingHandler<C>, daemon.settings.limits)
    daemon.endSession()
  } else {
    const session = makeEventSession(daemon, client, id)
    serveByEvents(fd, session, daemon.handler as EventHandler<C>, daemon)
  }
}

/** It takes no client any more. Before all else: nobody else may hold the top sockets when the daemon process gives them up. */
export const stopWaiting = <C>({ topSockets }: Daemon<C>): void => {
  for (const { fd } of topSockets) release(fd)
  binding.closeBell()
}

/** What every process does that the daemon process has forked: it keeps nothing of it. */
export const leaveDaemon = <C>(daemon: Daemon<C>): void => {
  if (daemon.options.spare > 0) for (const { channel } of daemon.spares.open) release(channel)
  daemon.channel?.close()
  daemon.log.close()
  releaseSignals()
  binding.forgetRequests()
}

/** From now on it is a process of its own (Ctrl-C is for the daemon process, which knows how to stop us), and whose it is. */
export const standAlone = <C>({ pid, options }: Daemon<C>): void => {
  if (!binding.standAlone(pid, options.orphans === 'finish' ? 0 : 1)) process.exit(1)
}

export const nameOf = (address: SocketAddress): string =>
  address.family === 'unix' ? address.path : `${address.address}:${address.port}`
