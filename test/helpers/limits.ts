// The limit on the number of processes of a user, RLIMIT_NPROC. It does not hold for root: programs
// that are to meet it run as somebody else, if the tests run as root.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'

const root = process.getuid?.() === 0
const uid = root ? 50_000 + (process.pid % 10_000) : (process.getuid?.() ?? 0)

// The checkout may be in a folder that only root may enter.
const reads = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search']

/** What executes a program under the limit. */
export const asSomebody = root
  ? ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...reads]
  : []

/** How many threads the user has; each counts as a process does. */
export const countThreads = (): number => {
  let count = 0
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (fs.statSync(`/proc/${pid}`).uid === uid)
        count += fs.readdirSync(`/proc/${pid}/task`).length
    } catch {
      // It has ended.
    }
  }
  return count
}

/** Sets the limit of one process, until the next call. */
export const limitProcesses = (pid: number, limit: number): void => {
  const [file = '', ...args] = [...asSomebody, 'prlimit', '--pid', String(pid), `--nproc=${limit}:`]
  execFileSync(file, args)
}

/** Takes the limit of one process away, as far as its hard limit. */
export const unlimitProcesses = (pid: number): void => {
  const limits = fs.readFileSync(`/proc/${pid}/limits`, 'utf8')
  const hard = /^Max processes +\S+ +(\d+)/m.exec(limits)?.[1]
  limitProcesses(pid, Number(hard ?? 1_000_000))
}
