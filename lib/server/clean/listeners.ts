// Listeners of process, and its connection to the process that has started it.

// Node's own, and the one of sigaction().
const KEPT: Record<string, string[]> = {
  newListener: ['startListeningIfSignal', 'releaseIfSignal'],
  removeListener: ['stopListeningIfSignal'],
  warning: ['onWarning'],
}

// Node's, too, and has no name; since Node 26 there is none.
const OF_NODE = /hasMultipleResolvesListener = /

const isKept = (event: string | symbol, listener: { name: string }) =>
  (typeof event === 'string' && KEPT[event]?.includes(listener.name)) ||
  OF_NODE.test(Function.prototype.toString.call(listener))

const removeAll = (event: string | symbol) => {
  for (const listener of process.rawListeners(event)) {
    if (!isKept(event, listener)) process.removeListener(event, listener as () => void)
  }
}

/** Nothing of what the top process listens for is heard; signals do again what they do by default. */
export const removeListeners = (): void => {
  // Those that would be told of the removals go first.
  for (const event of ['removeListener', ...process.eventNames()]) removeAll(event)
  if (process.hasUncaughtExceptionCaptureCallback()) {
    process.setUncaughtExceptionCaptureCallback(null)
  }
}

/** The channel itself is a handle like any other. */
export const forgetChannel = (): void => {
  if (process.channel === undefined) return
  for (const name of ['send', '_send', 'disconnect', '_disconnect', '_channel', 'channel']) {
    Reflect.deleteProperty(process, name)
  }
  Object.assign(process, { connected: false })
}
