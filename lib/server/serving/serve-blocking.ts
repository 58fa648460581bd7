// Serving a client by blocking calls: the process ends when the handler returns.
import { types } from 'node:util'
import { binding } from '../../binding'
import { invalidReturn } from '../../misuse'
import { SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET } from '../../posix/constants'
import { setsockopt } from '../../posix/socket-options'
import { release } from '../../release'
import type { BlockingHandler } from '../handler'
import type { SettledLimits } from '../options/limits'
import type { Session } from '../session'

/** The client has gone, or was idle for too long: no fault of the handler's. */
const GONE = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

export const serveByBlockingCalls = <C>(
  fd: number,
  session: Session<C>,
  handler: BlockingHandler<C>,
  { idleMs }: SettledLimits,
): void => {
  if (idleMs > 0) limitIdleness(fd, idleMs)
  try {
    const result: unknown = handler(fd, session)
    if (types.isPromise(result)) throw invalidReturn('handler', 'nothing', result)
    release(fd)
  } catch (error) {
    const { code = '' } = (error ?? {}) as NodeJS.ErrnoException
    const gone = GONE.has(code) || (code === 'EAGAIN' && idleMs > 0)
    if (!gone) {
      process.exitCode = 1
      binding.raiseUncaught(error)
    }
  }
}

// The kernel ends a read() or write() with EAGAIN that has waited for so long: see socket(7).
const limitIdleness = (fd: number, idleMs: number) => {
  const timeval = Buffer.alloc(16)
  timeval.writeBigInt64LE(BigInt(Math.floor(idleMs / 1000)), 0)
  timeval.writeBigInt64LE(BigInt((idleMs % 1000) * 1000), 8)
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval)
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, timeval)
}
