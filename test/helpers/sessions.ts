// Other processes, as /proc shows them.
import fs from 'node:fs'

export interface Process {
  pid: number
  name: string
  state: string
  parent: number
  session: number
}

// A process may end between the listing and the look.
const attempt = (read: () => string): string => {
  try {
    return read().trim()
  } catch {
    return ''
  }
}

const look = (pid: number): Process | undefined => {
  const line = attempt(() => fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The name is in parentheses and may hold any character.
  const end = line.lastIndexOf(')')
  if (end === -1) return undefined
  const [state = '', parent, , session] = line.slice(end + 2).split(' ')
  return {
    pid,
    name: line.slice(line.indexOf('(') + 1, end),
    state,
    parent: Number(parent),
    session: Number(session),
  }
}

/** The processes of a session that have not ended. */
export const livingIn = (session: number): Process[] =>
  fs
    .readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => look(Number(entry)))
    .filter((process) => process !== undefined)
    .filter((process) => process.session === session && !'ZX'.includes(process.state))

/** What each thread of a process is doing, as far as the kernel tells. */
export const describeThreads = (pid: number): string => {
  let threads: string[] = []
  attempt(() => {
    threads = fs.readdirSync(`/proc/${pid}/task`)
    return ''
  })
  const read = (thread: string, name: string) =>
    attempt(() => fs.readFileSync(`/proc/${pid}/task/${thread}/${name}`, 'utf8'))
  const lines = threads.map((thread) => {
    const seen = ['comm', 'wchan', 'syscall', 'stack'].map((name) => read(thread, name))
    return `  thread ${thread}: ${seen.filter((text) => text !== '').join(' | ')}`
  })
  return lines.join('\n')
}
