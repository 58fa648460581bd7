// The garbage of the daemon process. V8 has what is old collected by tasks of the event loop, which stands
// still there: the heap would grow to many times its size, and each server process would inherit that and
// collect it anew.
import v8 from 'node:v8'
import vm from 'node:vm'
import { binding } from '../../binding'

/** It takes some milliseconds: between so many server processes nobody feels them. */
const EVERY = 1000

/**
 * What is new takes less than one. V8 would do it in time as well, but not for the sessions: what each makes would
 * fill up what is left, and it had to collect what the daemon process has made.
 */
const NEW_EVERY = 40

/** Everything, without an argument: V8 of Node 20 takes any for that of a minor one. */
type Collect = (what?: { type: 'minor' }) => void

let collect: Collect | undefined

/**
 * In the daemon process, before anything is rehearsed. What there is moves together, out of where the program's
 * first objects happened to come: a fork notes each page, and each place that is far from others.
 */
export const prepareToCollect = (): void => {
  v8.setFlagsFromString('--expose-gc')
  collect = vm.runInNewContext('gc') as Collect
  // Contexts that the user makes shall have no gc().
  v8.setFlagsFromString('--no-expose-gc')
  v8.setFlagsFromString('--stress-compaction')
  collect()
  v8.setFlagsFromString('--no-stress-compaction')
}

/** What is new. */
export const collectNew = (): void => collect?.({ type: 'minor' })

/** To be called after each fork. */
export const collectNowAndThen = (forked: number): void => {
  if (forked % EVERY === 0) {
    collect?.()
    binding.trimMemory()
  } else if (forked % NEW_EVERY === 0) {
    collectNew()
  }
}
