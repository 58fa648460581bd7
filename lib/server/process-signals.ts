// Process signals: the box of the flowchart that no arrow reaches. The handlers only take note; the loop
// of the daemon process does everything.
import { binding } from '../binding'
import { SA_NOCLDSTOP, SA_RESTART, SIG_DFL, sigaction } from '../posix/sigaction'
import { signalNumber } from '../posix/signal-names'
import { SIG_SETMASK, sigprocmask } from '../posix/sigprocmask'

/** What has come in since the loop looked last. */
export interface Noted {
  /** SIGCHLD: one signal may stand for many children. */
  children: boolean
  /** SIGHUP: reread the configuration. */
  reread: boolean
  /** SIGTERM or SIGINT: stop; each further one hurries. */
  stops: number
  /** SIGQUIT: stop at once. */
  quit: boolean
  /** SIGUSR1: log the state. */
  state: boolean
}

const nothing = (): Noted => ({
  children: false,
  reread: false,
  stops: 0,
  quit: false,
  state: false,
})

let noted = nothing()

const HANDLERS: Partial<Record<NodeJS.Signals, () => void>> = {
  SIGCHLD: () => {
    noted.children = true
  },
  SIGHUP: () => {
    noted.reread = true
  },
  SIGTERM: () => {
    noted.stops++
  },
  SIGINT: () => {
    noted.stops++
  },
  SIGQUIT: () => {
    noted.quit = true
  },
  SIGUSR1: () => {
    noted.state = true
  },
}

const CAUGHT = Object.keys(HANDLERS) as NodeJS.Signals[]
const CAUGHT_BITS = CAUGHT.reduce((bits, signal) => bits | (1 << (signalNumber(signal) - 1)), 0)

// What a program is given to do by signals, and may have been started with as ignored (nohup, trap '').
// SIGPIPE stays ignored: Node has it so, and libuv puts it right in programs that it executes.
const ORDINARY: NodeJS.Signals[] = [
  ...CAUGHT,
  ...(['SIGALRM', 'SIGVTALRM', 'SIGPROF', 'SIGUSR2', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'] as const),
  ...(['SIGCONT', 'SIGURG', 'SIGWINCH', 'SIGIO', 'SIGXCPU', 'SIGXFSZ'] as const),
]

/** Puts every signal that the top process may have caught, ignored or blocked back to its default. */
export const resetSignals = (): void => {
  for (const signal of ORDINARY) sigaction(signal, SIG_DFL)
  sigprocmask(SIG_SETMASK, [])
}

/** In the daemon process: from now on signals are noted. */
export const catchSignals = (): void => {
  for (const signal of CAUGHT) {
    const handler = HANDLERS[signal] as () => void
    sigaction(signal, { handler, flags: SA_RESTART | SA_NOCLDSTOP })
  }
}

/** In a server process: none of the daemon process's handlers is left. */
export const releaseSignals = (): void => binding.resetSignals(CAUGHT_BITS)

/** Whether something has been noted that nobody has taken. */
export const hasNoted = (): boolean => {
  const { children, reread, stops, quit, state } = noted
  return children || reread || stops > 0 || quit || state
}

/** What has been noted, once. */
export const takeNoted = (): Noted => {
  const taken = noted
  noted = nothing()
  return taken
}
