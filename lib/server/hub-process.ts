// The hub process, as far as the daemon process is concerned: started when the first member comes, and
// again when it has died.
import { fork } from '../fork/fork'
import { type Daemon, nowMs } from './daemon/daemon'

/** A hub process that has lived so long was well. */
const WELL_MS = 1000

/** True in the hub process. */
export const startHubProcess = <C>(daemon: Daemon<C>): boolean => {
  // One that dies at once is not started again at once.
  daemon.hubResumesMs = nowMs() + daemon.hubBackOff.failed()
  daemon.reserve.release()
  try {
    daemon.hub = fork()
  } catch (error) {
    if (daemon.hubFailures++ === 0) daemon.log.line(`no hub process: ${(error as Error).message}`)
    return false
  }
  daemon.hubFailures = 0
  daemon.hubStartedMs = nowMs()
  return daemon.hub === 0
}

export const hubEnded = <C>(daemon: Daemon<C>): void => {
  daemon.hub = 0
  if (nowMs() - daemon.hubStartedMs > WELL_MS) daemon.hubBackOff.succeeded()
  if (!daemon.stopping) daemon.log.line('the hub process has died; its members join a new one')
}
