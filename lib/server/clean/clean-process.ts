// fork() copies everything: timers, sockets, requests, listeners. In a daemon process and its server
// processes nothing of that must happen again.
import { setImmediate } from 'node:timers'
import { binding } from '../../binding'
import { leaveAbandoned } from '../../fork/connections'
import { closeDescriptors, emptyStdin } from './descriptors'
import { endInSpiteOfModules } from './end'
import { closeDirectories, releaseFiles } from './files'
import { closeHandles } from './handles'
import { findInherited, type Handle } from './inherited'
import { forgetChannel, removeListeners } from './listeners'
import { isBehind, isOutput, renewOutput } from './outputs'
import { cancelQueries, silenceRequests } from './requests'
import { stopTimers } from './timers'

/** Returns the handles that go on. */
const cleanLoop = (): Handle[] => {
  binding.forgetPipePaths()
  binding.forgetRequests()
  const { handles, close, ...inherited } = findInherited()
  stopTimers(inherited.timeouts, inherited.immediates)
  silenceRequests(inherited.requests)
  cancelQueries(inherited.resolvers)
  releaseFiles(inherited.files)
  closeDirectories(inherited.directories)
  const outputs = handles.filter(isOutput)
  const behind = outputs.filter(isBehind)
  const kept = outputs.filter((handle) => !behind.includes(handle))
  closeHandles(
    handles.filter((handle) => !kept.includes(handle)),
    close,
  )
  for (const handle of behind) renewOutput(handle)
  return kept
}

const cleanTable = (keep: readonly number[], handles: Handle[]) => {
  // That of a terminal is another one than 1 or 2.
  const ofHandles = handles.map(({ fd }) => fd).filter((fd) => fd !== undefined)
  closeDescriptors([...keep, ...ofHandles])
  if (!keep.includes(0)) emptyStdin()
}

/**
 * Rids this process of all that its event loop and descriptor table inherited, but for the `keep`
 * descriptors. Call it where no user code is on the stack: in a `setImmediate` callback. `done` is
 * called from a later one, when all closed handles are gone.
 */
export const cleanProcess = (keep: readonly number[], done: () => void): void => {
  leaveAbandoned()
  removeListeners()
  forgetChannel()
  endInSpiteOfModules()
  const handles = cleanLoop()
  // A handle owns its number until it is closed.
  setImmediate(() => {
    cleanTable(keep, handles)
    done()
  })
}
