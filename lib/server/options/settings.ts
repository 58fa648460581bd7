// What SIGHUP and reload() renew: the configuration, and the limits that follow from it.
import { types } from 'node:util'
import { invalidReturn } from '../../misuse'
import type { SettledLimits } from './limits'
import type { SettledOptions } from './options'

export interface Settings<Configuration> {
  /** How many times they have been renewed. */
  generation: number
  configuration: Configuration
  limits: SettledLimits
}

/** Reads and checks all of it, or throws; nothing has changed then. */
export const readSettings = <Configuration>(
  options: SettledOptions<Configuration>,
  generation: number,
): Settings<Configuration> => {
  const configuration = options.configuration()
  if (types.isPromise(configuration)) {
    configuration.catch(() => {}) // its outcome interests nobody any more
    throw invalidReturn('options.configuration', 'anything but a Promise', configuration)
  }
  return { generation, configuration, limits: options.limits(configuration) }
}
