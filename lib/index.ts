// The public exports, nothing else.
export { ERROR_CODES, type ErrorCode } from './errors'
export { getpid, getppid } from './posix/process'
export {
  type Disposition,
  SA_NOCLDSTOP,
  SA_NOCLDWAIT,
  SA_NODEFER,
  SA_RESETHAND,
  SA_RESTART,
  SIG_DFL,
  SIG_IGN,
  type SignalAction,
  sigaction,
} from './posix/sigaction'
export { SIGRTMAX, SIGRTMIN } from './posix/signals'
