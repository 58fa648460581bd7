// Calls about processes: who am I, whose child, which group.
import { binding } from '../binding'

/**
 * The process id of the calling process, asked of the kernel.
 *
 * @see getpid(2)
 * @example
 * console.log(getpid() === process.pid)
 */
export const getpid = (): number => binding.getpid()

/**
 * The process id of the parent; another process's (1, or a subreaper's) once the parent has died.
 *
 * @see getppid(2)
 * @example
 * if (getppid() !== daemonPid) console.log('the daemon process is gone')
 */
export const getppid = (): number => binding.getppid()
