// What the kernel says about a process.
import fs from 'node:fs'

const READ: Partial<Record<NodeJS.Architecture, number>> = { x64: 0, arm64: 63 }

/** Whether the main thread sleeps in read(2) of that descriptor. */
export const sleepsInRead = (pid: number, fd: number): boolean =>
  fs
    .readFileSync(`/proc/${pid}/syscall`, 'latin1')
    .startsWith(`${READ[process.arch]} 0x${fd.toString(16)} `)

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
