// The end of a process whose event loop is empty.
import { binding } from '../../binding'

// All that other listeners for 'beforeExit' go on with at once has been done by then.
const afterOthers = (callback: () => void) =>
  process.nextTick(() => queueMicrotask(() => process.nextTick(callback)))

const endIfIdle = () => {
  if (!binding.isLoopAlive()) process.exit()
}

/**
 * An ECMAScript module of the top process may wait for a promise at its top level. That never settles
 * here, and since Node 22 a process that ends by itself would warn of it, with status 13.
 */
export const endInSpiteOfModules = (): void => {
  process.exitCode = undefined
  if (require.main === undefined) process.on('beforeExit', () => afterOthers(endIfIdle))
}
