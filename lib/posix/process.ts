// Calls about processes: who am I, whose child, which group, signal, end.
import { checkInt } from '../arguments'
import { binding } from '../binding'
import { signalNumber } from './signal-names'

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

/**
 * Makes the calling process the leader of a new session without a terminal, and returns its id.
 *
 * Throws EPERM if the process leads a process group already.
 *
 * @see setsid(2)
 * @example
 * const session = setsid()
 */
export const setsid = (): number => binding.setsid()

/**
 * The process group of a process; 0 is the calling process.
 *
 * Throws ESRCH.
 *
 * @see getpgid(2)
 * @example
 * if (getpgid(child) === child) kill(-child, 'SIGTERM')
 */
export const getpgid = (pid: number): number => binding.getpgid(checkInt(pid, 'pid'))

/**
 * Moves a process into a process group of its session; 0 is the calling process, and the group that
 * has the process's own id.
 *
 * Throws EACCES (the child has run another program since), EINVAL, EPERM or ESRCH.
 *
 * @see setpgid(2)
 * @example
 * setpgid(child, 0)
 */
export const setpgid = (pid: number, pgid: number): void =>
  binding.setpgid(checkInt(pid, 'pid'), checkInt(pgid, 'pgid'))

/**
 * Sends a signal to a process, or to a group; signal 0 only asks whether that would be possible.
 *
 * `pid` is a process, or 0 for the own process group, -n for group n, -1 for every process that may
 * be signalled. Throws ESRCH if there is no such process, EPERM, EINVAL for a number that is no
 * signal, and ERR_UNKNOWN_SIGNAL for a name that is none.
 *
 * @see kill(2)
 * @example
 * kill(-group, 'SIGTERM')
 */
export const kill = (pid: number, signal: NodeJS.Signals | number): void =>
  binding.kill(checkInt(pid, 'pid'), signalNumber(signal))

/**
 * The signal that the kernel sends to the calling process when its parent dies; 0 is none. A fork
 * clears it in the child.
 *
 * A parent that has died before the call sends nothing: ask {@link getppid} after it. The parent is
 * the thread that forked, so call both on main threads. Throws EINVAL for a number that is no
 * signal, ENOSYS on systems other than Linux.
 *
 * @see PR_SET_PDEATHSIG(2const)
 * @example
 * setParentDeathSignal('SIGTERM')
 * if (getppid() !== daemonPid) _exit(0)
 */
export const setParentDeathSignal = (signal: NodeJS.Signals | number): void =>
  binding.setParentDeathSignal(signalNumber(signal))

/**
 * Ends the calling process at once: no `'exit'` event, no flush of what Node has yet to write. The
 * low 8 bits of `status` reach the parent.
 *
 * @see _exit(2)
 * @example
 * _exit(0)
 */
export const _exit = (status: number): never => binding._exit(checkInt(status, 'status'))
