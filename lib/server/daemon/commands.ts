// What the top process asks of the daemon process.
import { setsid } from '../../posix/process'
import { type Command, packError } from '../channel/control-channel'
import type { Daemon } from './daemon'
import { reload } from './reloading'
import { statsOf } from './reporting'
import { stop } from './stopping'

/** Reads and obeys. */
export const obeyCommands = <C>(daemon: Daemon<C>): void => {
  for (const command of daemon.channel?.receive() ?? []) obey(daemon, command)
}

/** When the top process has gone, so do we, unless it said that we should stay (`detach`). */
export const topProcessGone = <C>(daemon: Daemon<C>): void => {
  const fault = daemon.channel?.fault
  daemon.channel = undefined
  if (fault) daemon.log.line(`the top process says what is no command: ${fault}`)
  if (daemon.detached) return
  if (!daemon.stopping) daemon.log.line('the top process has gone: stopping')
  stop(daemon, daemon.options.graceMs)
}

const obey = <C>(daemon: Daemon<C>, command: Command): void => {
  switch (command.command) {
    case 'close':
      stop(daemon, command.graceMs)
      break
    case 'wants':
      daemon.reports.wants(command.events)
      break
    case 'stats':
      daemon.channel?.send({ message: 'answer', id: command.id, value: statsOf(daemon) })
      break
    case 'reload': {
      const error = reload(daemon)
      daemon.channel?.send({
        message: 'answer',
        id: command.id,
        ...(error ? { error: packError(error) } : { value: daemon.settings.generation }),
      })
      break
    }
    case 'detach':
      if (!daemon.detached) setsid() // a second time is EPERM
      daemon.detached = true
      daemon.channel?.send({ message: 'answer', id: command.id, value: process.pid })
  }
}
