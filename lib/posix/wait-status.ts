// The status word of waitpid(2), taken apart. Pure: no system call.
import { signalName } from './signal-names'

/** What became of a child. One of exitCode, signal, stopSignal and continued says so. */
export interface WaitStatus {
  /** What it gave to `_exit`, 0 to 255; null unless it exited. */
  exitCode: number | null
  /** The signal that killed it; null unless one did. A real-time signal is `SIG` and its number. */
  signal: NodeJS.Signals | null
  /** Whether the kill left a core image. */
  coreDumped: boolean
  /** The signal that stopped it; null unless one did (WUNTRACED). */
  stopSignal: NodeJS.Signals | null
  /** Whether SIGCONT continued it (WCONTINUED). */
  continued: boolean
}

const STOPPED = 0x7f
const CORE_DUMPED = 0x80
const CONTINUED = { darwin: 0x137f, freebsd: 0x13 }[process.platform as string] ?? 0xffff

/**
 * Takes a raw status word apart, as WIFEXITED and its family do in C.
 *
 * @see wait(2)
 * @example
 * decodeWaitStatus(0x2a00).exitCode // 42
 */
export const decodeWaitStatus = (status: number): WaitStatus => {
  const result: WaitStatus = {
    exitCode: null,
    signal: null,
    coreDumped: false,
    stopSignal: null,
    continued: false,
  }
  const kind = status & 0x7f
  const high = (status >> 8) & 0xff

  if (status === CONTINUED) {
    result.continued = true
  } else if (kind === 0) {
    result.exitCode = high
  } else if (kind !== STOPPED) {
    result.signal = signalName(kind)
    result.coreDumped = (status & CORE_DUMPED) !== 0
  } else if ((status & 0xff) === STOPPED) {
    result.stopSignal = signalName(high)
  }
  return result
}
