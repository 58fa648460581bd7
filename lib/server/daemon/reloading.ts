// Rereading the configuration, in two steps: read and check, then switch.
import { toError } from '../channel/control-channel'
import { readSettings } from '../options/settings'
import type { Daemon } from './daemon'
import { retireSpares } from './forking-ahead'
import { removeLost } from './removing'
import { runTicks } from './ticks'

const read = <C>({ options }: Daemon<C>, generation: number) => {
  try {
    return readSettings(options, generation)
  } finally {
    runTicks()
  }
}

/** The error if it cannot be read: nothing changes then. Sessions that run keep theirs in any case. */
export const reload = <C>(daemon: Daemon<C>): Error | undefined => {
  const { generation } = daemon.settings
  try {
    daemon.settings = read(daemon, generation + 1)
  } catch (thrown) {
    const error = toError(thrown)
    daemon.log.line(`the old configuration stays: ${error.message}`)
    daemon.reports.event('reload', { generation, error })
    return error
  } finally {
    // The user's code has run here, and may have waited for any child.
    removeLost(daemon)
  }
  retireSpares(daemon)
  daemon.reports.event('reload', { generation: generation + 1 })
  return undefined
}
