import fs from 'node:fs'

const O_CLOEXEC = 0o2000000

/** The flags of one of the own descriptors, from /proc. */
export const fdFlags = (fd: number): number => {
  const info = fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')
  return Number.parseInt(/^flags:\s*([0-7]+)$/m.exec(info)?.[1] ?? '', 8)
}

export const isCloseOnExec = (fd: number): boolean => (fdFlags(fd) & O_CLOEXEC) !== 0
