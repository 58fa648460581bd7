// The public exports, nothing else.
export type { ForkErrorCode } from './fork/errors'
export { type ForkOptions, fork } from './fork/fork'
export { type ForkHooks, onFork } from './fork/hooks'
export { getpid, getppid } from './posix/process'
