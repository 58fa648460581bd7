// process.stdout and process.stderr come into being when somebody asks for them, and make O_NONBLOCK, which all
// processes share that have the same descriptor, theirs. Streams ask for them, pipe() for both, and a socket that is
// closed for stderr: a rehearsal must not.
const NAMES = ['stdout', 'stderr'] as const

let hidden: PropertyDescriptorMap | undefined

export const hideOutputs = (): void => {
  if (hidden !== undefined) return
  const { stdout, stderr } = Object.getOwnPropertyDescriptors(process)
  hidden = { stdout, stderr }
  for (const name of NAMES) {
    Object.defineProperty(process, name, { value: undefined, configurable: true })
  }
}

export const showOutputs = (): void => {
  if (hidden !== undefined) Object.defineProperties(process, hidden)
  hidden = undefined
}
