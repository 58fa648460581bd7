// The garbage of the daemon process. V8 has what is old collected by tasks of the event loop, which stands
// still there: the heap would grow to many times its size, and each server process would inherit that and
// collect it anew.
import v8 from 'node:v8'
import vm from 'node:vm'

/** It takes some milliseconds: between so many server processes nobody feels them. */
const EVERY = 1000

let collect: (() => void) | undefined

/** In the daemon process, before it forks. */
export const prepareToCollect = (): void => {
  v8.setFlagsFromString('--expose-gc')
  collect = vm.runInNewContext('gc') as () => void
  // Contexts that the user makes shall have no gc().
  v8.setFlagsFromString('--no-expose-gc')
}

/** To be called after each fork. */
export const collectNowAndThen = (forked: number): void => {
  if (forked % EVERY === 0) collect?.()
}
