// The descriptor table: all that is not the runtime's own goes.
import { openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { binding } from '../../binding'
import { release } from '../../release'

// Event loops, and what the runtime reads and writes without end.
const OF_RUNTIME = new Set([
  'anon_inode:[eventpoll]',
  'anon_inode:[eventfd]',
  'anon_inode:[io_uring]',
  '/dev/null',
  '/dev/urandom',
])

const openFiles = (): Map<number, string> => {
  const files = new Map<number, string>()
  for (const name of readdirSync('/proc/self/fd')) {
    try {
      files.set(Number(name), readlinkSync(`/proc/self/fd/${name}`))
    } catch {
      // The one that the folder was read by.
    }
  }
  return files
}

const watchedBy = (epoll: number): number[] =>
  [...readFileSync(`/proc/self/fdinfo/${epoll}`, 'latin1').matchAll(/^tfd:\s*(\d+)/gm)].map(
    ([, fd]) => Number(fd),
  )

// The event loops of the runtime's helper threads have pipes for their signals. Both ends have one name.
const watchedPipes = (files: Map<number, string>): Set<string> => {
  const pipes = new Set<string>()
  for (const [epoll, file] of files) {
    if (file !== 'anon_inode:[eventpoll]') continue
    for (const fd of watchedBy(epoll)) {
      const watched = files.get(fd)
      if (watched?.startsWith('pipe:')) pipes.add(watched)
    }
  }
  return pipes
}

/** Closes all descriptors but the runtime's, 0, 1, 2 and those to keep. */
export const closeDescriptors = (keep: readonly number[]): void => {
  const files = openFiles()
  const pipes = watchedPipes(files)
  const kept = new Set([0, 1, 2, ...binding.loopDescriptors(), ...keep])
  for (const [fd, file] of files) {
    if (!kept.has(fd) && !OF_RUNTIME.has(file) && !pipes.has(file)) release(fd)
  }
}

/** A server process must not read the terminal, nor what was meant for the top process. */
export const emptyStdin = (): void => {
  const fd = openSync('/dev/null', 'r')
  binding.dup2(fd, 0)
  release(fd)
}
