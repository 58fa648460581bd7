import fs from 'node:fs'
import os from 'node:os'

const SYSTEM = '/sys/kernel/mm/transparent_hugepage'

/** Whether Linux is as new as that. */
export const isLinux = (major: number, minor: number): boolean => {
  const [has = 0, hasMinor = 0] = os.release().split('.').map(Number)
  return has > major || (has === major && hasMinor >= minor)
}

/** Whether the system gives huge pages of 2 MB to programs that ask for them at once (MADV_COLLAPSE). */
export const hasHugePages = (): boolean => {
  try {
    const modes = fs.readFileSync(`${SYSTEM}/enabled`, 'latin1')
    const size = Number(fs.readFileSync(`${SYSTEM}/hpage_pmd_size`, 'latin1'))
    return !modes.includes('[never]') && size === 2 ** 21 && isLinux(6, 1)
  } catch {
    return false
  }
}
