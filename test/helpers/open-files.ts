// The descriptors of another process, as /proc shows them.
import fs from 'node:fs'

/** What each descriptor refers to: "anon_inode:[eventpoll]", "pipe:[4711]", a path. */
export const openFiles = (pid: number): Map<number, string> => {
  const folder = `/proc/${pid}/fd`
  return new Map(
    fs.readdirSync(folder).flatMap((fd) => {
      try {
        return [[Number(fd), fs.readlinkSync(`${folder}/${fd}`)] as const]
      } catch {
        return [] // it has been closed meanwhile
      }
    }),
  )
}

/** How many descriptors a process has, while it may open and close some. */
export const openFileCount = (pid: number): number => fs.readdirSync(`/proc/${pid}/fd`).length

/** Which of a process's pipes have both ends there, by the number of the read end. */
export const innerPipes = (files: Map<number, string>): Map<number, string> => {
  const seen = new Map<string, number>()
  const inner = new Map<number, string>()
  for (const [fd, target] of [...files].sort(([a], [b]) => a - b)) {
    if (!target.startsWith('pipe:')) continue
    const other = seen.get(target)
    if (other !== undefined) inner.set(other, target)
    seen.set(target, fd)
  }
  return inner
}
