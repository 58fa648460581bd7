// What the kernel says about a process.
import fs from 'node:fs'

const READ: Partial<Record<NodeJS.Architecture, number>> = { x64: 0, arm64: 63 }

/** Whether the main thread sleeps in read(2) of that descriptor. */
export const sleepsInRead = (pid: number, fd: number): boolean =>
  fs
    .readFileSync(`/proc/${pid}/syscall`, 'latin1')
    .startsWith(`${READ[process.arch]} 0x${fd.toString(16)} `)

const WAIT4: Partial<Record<NodeJS.Architecture, number>> = { x64: 61, arm64: 260 }

/** Whether the main thread sleeps in waitpid(2). */
export const sleepsInWait = (pid: number): boolean =>
  fs.readFileSync(`/proc/${pid}/syscall`, 'latin1').startsWith(`${WAIT4[process.arch]} `)

/** The thread ids of a process, the main thread's first. */
export const threads = (pid: number): number[] =>
  fs
    .readdirSync(`/proc/${pid}/task`)
    .map(Number)
    .sort((a, b) => (a === pid ? -1 : b === pid ? 1 : a - b))

/** Whether a signal is in one of the sets of a thread: blocked, ignored, caught, pending for it or for its process. */
export function signalSetHas(
  pid: number,
  set: 'SigBlk' | 'SigIgn' | 'SigCgt' | 'SigPnd' | 'ShdPnd',
  signal: number,
  tid = pid,
): boolean {
  const status = fs.readFileSync(`/proc/${pid}/task/${tid}/status`, 'latin1')
  const bits = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1]
  return ((BigInt(`0x${bits}`) >> BigInt(signal - 1)) & 1n) === 1n
}

/** The state letter of a process (R, S, T, Z ...); undefined if there is none. */
export function state(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2)[0]
  } catch {
    return undefined
  }
}

/** The children of a process, zombies too. */
export const children = (pid: number): number[] =>
  fs
    .readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
    .split(' ')
    .filter(Boolean)
    .map(Number)

/** The anonymous memory of a process that is resident, in kB. */
export const anonymousKb = (pid: number): number =>
  Number(/^RssAnon:\s*(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1])

/** Which of some processes has the other end of a connection over the loopback. */
export const peerOf = (localPort: number, pids: number[]): number => {
  const remote = localPort.toString(16).toUpperCase().padStart(4, '0')
  const inodes = ['tcp', 'tcp6'].flatMap((table) =>
    fs
      .readFileSync(`/proc/net/${table}`, 'latin1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , peer]) => peer?.endsWith(`:${remote}`))
      .map((fields) => `socket:[${fields[9]}]`),
  )
  const has = (pid: number) => {
    try {
      const folder = `/proc/${pid}/fd`
      return fs
        .readdirSync(folder)
        .some((fd) => inodes.includes(fs.readlinkSync(`${folder}/${fd}`)))
    } catch {
      return false // it has ended
    }
  }
  const found = pids.filter(has)
  if (found.length !== 1) throw new Error(`${found.length} processes have the connection`)
  return found[0] as number
}
const TICK_MS = 10

/** The processor time that a process has had, in milliseconds. */
export const cpuMs = (pid: number): number => {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** The memory of a process that is in RAM, in kilobytes. */
export const rssKb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1])

/** How long the main thread of a process has run, and waited for a processor while it could have. */
export const processorTimes = (pid: number): { ranMs: number; waitedMs: number } => {
  const [ran, waited] = fs.readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')
  return { ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 }
}
