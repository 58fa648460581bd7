// process.stdout and process.stderr come into being when somebody asks for them. Streams do, pipe() for both, and a
// socket that is closed for stderr: a session with an event loop always has them.
import tty from 'node:tty'
import { binding } from '../../binding'

const OUTPUTS = [
  ['stdout', 1],
  ['stderr', 2],
] as const

/**
 * Makes them here, once, instead of in each session. That makes pipes and sockets non-blocking for all processes
 * that share them, which is undone. A terminal's would open the terminal anew, and listen for signals.
 */
export const makeOutputs = (): void => {
  for (const [name, fd] of OUTPUTS) {
    try {
      if (!tty.isatty(fd)) process[name]
    } catch {
      // It is closed, or nothing to write to: whoever asks for it is told.
    }
  }
  binding.resetStandardStreams()
}

let hidden: PropertyDescriptorMap | undefined

/** Those that have not been made; a rehearsal must not make them. */
export const hideOutputs = (): void => {
  if (hidden !== undefined) return
  hidden = {}
  for (const [name, fd] of OUTPUTS) {
    if (!tty.isatty(fd)) continue
    hidden[name] = Object.getOwnPropertyDescriptor(process, name) as PropertyDescriptor
    Object.defineProperty(process, name, { value: undefined, configurable: true })
  }
}

export const showOutputs = (): void => {
  if (hidden !== undefined) Object.defineProperties(process, hidden)
  hidden = undefined
}
