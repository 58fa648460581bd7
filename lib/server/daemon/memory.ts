// The daemon process's own memory, which every fork has to note page by page.
import fs from 'node:fs'
import type { Daemon } from './daemon'

/** To look costs as much as a few system calls: between so many server processes nobody feels it. */
const EVERY = 100
const KB_PER_MB = 1024

/** In kilobytes; 0 where the system does not tell. See status in proc(5). */
const anonymousKb = (): number => {
  try {
    const [, kilobytes] =
      /^RssAnon:\s*(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'latin1')) ?? []
    return Number(kilobytes ?? 0)
  } catch {
    return 0
  }
}

/** Looks, and says so once whenever it has become more than the user thought. */
export const measureMemory = <C>(daemon: Daemon<C>): void => {
  const { memoryBudgetMb } = daemon.options
  const before = daemon.anonymousKb
  daemon.anonymousKb = anonymousKb()
  const budgetKb = memoryBudgetMb * KB_PER_MB
  if (memoryBudgetMb === 0 || daemon.anonymousKb <= budgetKb || before > budgetKb) return
  const megabytes = (daemon.anonymousKb / KB_PER_MB).toFixed(1)
  daemon.log.line(
    `the daemon process has ${megabytes} MB of memory, more than ${memoryBudgetMb}: forks take longer`,
  )
}

/** To be called after each fork. */
export const measureMemoryNowAndThen = <C>(daemon: Daemon<C>): void => {
  if (daemon.counters.forked % EVERY === 1) measureMemory(daemon)
}
