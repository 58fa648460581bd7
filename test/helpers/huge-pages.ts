import fs from 'node:fs'

/** Whether the system gives huge pages to programs that ask for them. */
export const hasHugePages = (): boolean => {
  try {
    const modes = fs.readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'latin1')
    return !modes.includes('[never]')
  } catch {
    return false
  }
}
