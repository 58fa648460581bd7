// Takes the return values of children that have ended, of our own and of no others: a child_process that
// the user's code has started is waited for by whoever started it.
import { binding } from '../../binding'
import { WNOHANG } from '../../posix/constants'
import { getpid } from '../../posix/process'
import { type ResourceUsage, type WaitResult, wait4 } from '../../posix/wait'

export type Ended = WaitResult & { usage: ResourceUsage }

const waitFor = (pid: number): Ended | undefined | 'gone' => {
  try {
    return wait4(pid, WNOHANG)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ECHILD') return 'gone'
    if (code === 'EINTR') return waitFor(pid)
    throw error
  }
}

/** Looks at each of ours: costs a system call a child, and finds those that somebody else has taken. */
export const sweep = (
  pids: readonly number[],
  take: (pid: number, ended: Ended | undefined) => void,
): void => {
  for (const pid of pids) {
    const ended = waitFor(pid)
    if (ended === 'gone') take(pid, undefined)
    else if (ended !== undefined) take(pid, ended)
  }
}

/** Removes the zombies, until none of ours is left: one SIGCHLD may stand for many. */
export const reap = (
  isOurs: (pid: number) => boolean,
  pids: () => readonly number[],
  take: (pid: number, ended: Ended | undefined) => void,
): void => {
  for (let pid = binding.peekChild(true); pid > 0; pid = binding.peekChild(true)) {
    if (isOurs(pid)) {
      const ended = waitFor(pid)
      if (ended !== undefined) take(pid, ended === 'gone' ? undefined : ended)
    } else if (getpid() === 1) {
      waitFor(pid) // in a container we are everybody's parent in the end; nobody else waits for it
    } else {
      // The kernel would show us this one again and again: ours may stand behind it.
      sweep(pids(), take)
      return
    }
  }
}
