// stdout and stderr, where they are pipes, sockets or terminals: the only handles that go on.
import type { Writable } from 'node:stream'
import type { Handle } from './inherited'

interface Stream extends Writable {
  _isStdio?: boolean
  fd?: number
  _handle: Handle
  _writableState: object
}

interface StreamHandle extends Handle {
  open(fd: number): number
}

type Symbols = Record<symbol, Stream | undefined>

const ownerKey = (handle: Handle) =>
  Object.getOwnPropertySymbols(handle).find(({ description }) => description === 'owner_symbol')

const ownerOf = (handle: Handle): Stream | undefined => {
  const key = ownerKey(handle)
  return key && (handle as unknown as Symbols)[key]
}

/** Whether it is what process.stdout or process.stderr write to. To ask those would make them. */
export const isOutput = (handle: Handle): boolean => {
  const { _isStdio: isStdio, fd } = ownerOf(handle) ?? {}
  return isStdio === true && (fd === 1 || fd === 2)
}

/** Whether the reader is slow: there is something left to write, by the top process. */
export const isBehind = (handle: Handle): boolean => (ownerOf(handle)?.writableLength ?? 0) > 0

/**
 * Gives the stream that a handle belongs to a new handle, of the same descriptor, and nothing to
 * write. The old one is closed by then; libuv never closes 1 and 2.
 */
export const renewOutput = (old: Handle): void => {
  const key = ownerKey(old) as symbol
  const stream = ownerOf(old) as Stream
  const Class = old.constructor as new (type: number) => StreamHandle
  const SOCKET = 0 // of class Pipe as of class TCP
  const fresh = new Class(SOCKET)
  fresh.open(stream.fd as number)
  Object.assign(fresh, { [key]: stream })
  stream._handle = fresh
  // As net.Socket makes it.
  const options = { emitClose: false, autoDestroy: true, decodeStrings: false }
  const State = stream._writableState.constructor as new (...from: unknown[]) => object
  stream._writableState = new State(options, stream, true)
  stream.removeAllListeners('drain')
}
