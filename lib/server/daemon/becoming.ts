// What becomes of the processes that fall out of the daemon process's loop.
import { keepHubEnds } from '../../hub/rendezvous'
import { runHubProcess } from '../../hub/run-hub'
import type { Role } from '../daemon-process'
import { leaveDaemon, runServerProcess, standAlone, stopWaiting } from '../server-process'
import { runSpareProcess } from '../spare-process'
import type { Daemon } from './daemon'

export const become = <C>(daemon: Daemon<C>, role: Role): void => {
  if (role.role === 'server process') runServerProcess(daemon, role.accepted, role.id)
  else if (role.role === 'spare process') runSpareProcess(daemon, role.channel)
  else becomeHubProcess(daemon)
}

const becomeHubProcess = <C>(daemon: Daemon<C>): void => {
  stopWaiting(daemon)
  leaveDaemon(daemon)
  standAlone(daemon)
  process.title = `${daemon.options.title}: hub process`
  keepHubEnds(daemon.rendezvous)
  runHubProcess(daemon.rendezvous)
}
