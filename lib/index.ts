// The public exports, nothing else.
export { getpid, getppid } from './posix/process'
