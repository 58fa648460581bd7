// How a process of a server ends.
import { binding } from '../../binding'

// Node writes these at its own end only.
const PROFILES = /--(cpu|heap)-prof/

const isObserved = () =>
  process.env.NODE_V8_COVERAGE !== undefined ||
  PROFILES.test([process.env.NODE_OPTIONS, ...process.execArgv].join(' '))

/**
 * From now on process.exit() ends the process as soon as the 'exit' listeners have run. Node would have its
 * helper threads end first, and wait for each. One that has only just come back from the fork may never hear
 * of that (condition variables of glibc before 2.41 lose wake-ups: its bug 25847), and the process would wait
 * for ever: seen in one of some ten thousand sessions.
 */
export const endAtOnce = (): void => {
  if (isObserved()) return
  // Node calls it by this name so that it can be replaced.
  const reallyExit = (status?: number | string) => binding._exit(Number(status ?? 0))
  Object.assign(process, { reallyExit })
}
