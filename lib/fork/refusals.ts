// When fork() must not happen: states that a child could not go on from.
import { subscribe } from 'node:diagnostics_channel'
import { isMainThread, type Worker } from 'node:worker_threads'
import { binding } from '../binding'
import { forkError } from '../errors'

// Builds of Node without the inspector refuse to load it.
const inspector = process.features.inspector
  ? (require('node:inspector') as typeof import('node:inspector'))
  : undefined

// Those started since this module was loaded; the addon finds the others when it freezes them, if
// they run by then.
let workersAlive = 0

const refuseWorkers = () => {
  if (!isMainThread) {
    throw forkError('ERR_FORK_WORKER_THREAD', 'fork() works on the main thread only')
  }
  if (workersAlive === 0) return
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

// libuv reads the setting once; what the program does to it afterwards changes nothing.
const wantedIoUring = binding.wantsIoUring?.()

const refuseIoUring = () => {
  // Not by process.env, which takes as long as a system call.
  if (!wantedIoUring && !binding.wantsIoUring?.()) return
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
  // process.on('worker') would tell in the next tick only; the thread runs already.
  subscribe('worker_threads', (message) => {
    workersAlive++
    const { worker } = message as { worker: Worker }
    worker.once('exit', () => workersAlive--)
  })
}
