// Signals to a server process and what it has started.
import { kill } from '../../posix/process'

/**
 * Signals the process group of a server process. It has not been waited for: neither its pid nor its group
 * can be somebody else's.
 */
export const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    kill(-pid, signal)
    // It may have left its group, and somebody else have stayed there.
    if (signal === 'SIGKILL') signalOne(pid, signal)
  } catch {
    signalOne(pid, signal) // it has only just begun, and has no group of its own yet
  }
}

/** Signals a child, whatever has become of it. */
export const signalOne = (pid: number, signal: NodeJS.Signals) => {
  try {
    kill(pid, signal)
  } catch {
    // ESRCH: somebody else has waited for it. EPERM: it has executed a set-user-id program.
  }
}
