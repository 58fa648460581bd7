// When fork() must not happen: states that a child could not go on from.
import { isMainThread, type Worker } from 'node:worker_threads'
import { forkError } from '../errors'

// Builds of Node without the inspector refuse to load it.
const inspector = process.features.inspector
  ? (require('node:inspector') as typeof import('node:inspector'))
  : undefined

let workersAlive = 0
// A worker thread that was started before this module was loaded is known only by its message port.
let olderWorkers = false

const hasMessagePort = () => process.getActiveResourcesInfo().includes('MessagePort')

const refuseWorkers = () => {
  if (!isMainThread) {
    throw forkError('ERR_FORK_WORKER_THREAD', 'fork() works on the main thread only')
  }
  if (olderWorkers && !hasMessagePort()) olderWorkers = false
  if (workersAlive === 0 && !olderWorkers) return
  throw forkError(
    'ERR_FORK_WORKERS_ALIVE',
    'fork() cannot copy worker threads: end them first (worker.terminate())',
  )
}

const refuseExit = () => {
  // Set by Node itself before the 'exit' event, by process.exit() and by an empty event loop alike.
  if (!(process as { _exiting?: boolean })._exiting) return
  throw forkError('ERR_FORK_EXITING', 'fork() came after the process had begun to exit')
}

const refuseInspector = () => {
  if (inspector?.url() === undefined) return
  throw forkError('ERR_FORK_INSPECTOR', 'fork() cannot share an open inspector: close it first')
}

const refuseIoUring = () => {
  const setting = process.env.UV_USE_IO_URING
  if (setting === undefined || Number(setting) === 0) return
  throw forkError('ERR_FORK_IO_URING', 'fork() does not work with UV_USE_IO_URING set')
}

/** Throws if a child could not go on from the state that this process is in. */
export const refuseUnsafe = (): void => {
  refuseWorkers()
  refuseExit()
  refuseInspector()
  refuseIoUring()
}

/** Counts worker threads from now on. */
export const watchWorkers = (): void => {
  if (!isMainThread) return
  olderWorkers = hasMessagePort()
  process.on('worker', (worker: Worker) => {
    workersAlive++
    worker.once('exit', () => workersAlive--)
  })
}
