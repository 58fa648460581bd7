// What user code leaves to be done right afterwards: process.nextTick() and settled promises. The loop of the
// daemon process never returns to Node, which would do it.

interface Ticking {
  _tickCallback?: () => void
}

/** Does it now; or every server process would inherit it, and do it there. */
export const runTicks = (): void => (process as Ticking)._tickCallback?.()
