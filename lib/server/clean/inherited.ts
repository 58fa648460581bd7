// What an event loop runs on behalf of JavaScript, as the objects that Node has for it.
import { Resolver } from 'node:dns'
import { Dir } from 'node:fs'
import net from 'node:net'
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { MessagePort } from 'node:worker_threads'
import { binding } from '../../binding'
import { AF_UNIX, SOCK_STREAM } from '../../posix/constants'
import { release } from '../../release'
import { fileAncestor } from './files'
import { instancesOf } from './heap'

/** Node's HandleWrap: a libuv handle. */
export interface Handle {
  close(): void
  hasRef(): boolean
  fd?: number
}

export interface Inherited {
  timeouts: object[]
  immediates: object[]
  handles: Handle[]
  requests: object[]
  resolvers: object[]
  directories: object[]
  /** Among others, files of `fs.promises`. */
  files: object[]
  /** Closes any handle, whatever its own class calls by that name. */
  close: (this: Handle) => void
}

const prototypeOf = (object: object) => Object.getPrototypeOf(object) as object

const timeoutPrototype = () => {
  const timeout = setTimeout(() => {}, 0)
  clearTimeout(timeout)
  return prototypeOf(timeout)
}

const immediatePrototype = () => {
  const immediate = setImmediate(() => {})
  clearImmediate(immediate)
  return prototypeOf(immediate)
}

// Any handle does to learn the class of all; this one is closed with the others.
const handlePrototype = () => {
  const [fd, other] = binding.socketpair(AF_UNIX, SOCK_STREAM, 0)
  release(other)
  const socket = new net.Socket({ fd, readable: false, writable: false })
  let prototype = (socket as unknown as { _handle: object })._handle
  while (!Object.hasOwn(prototype, 'close') || !Object.hasOwn(prototype, 'hasRef')) {
    prototype = prototypeOf(prototype)
  }
  return prototype as Handle
}

const isReference = (value: unknown) =>
  typeof value === 'function' || (typeof value === 'object' && value !== null)

// V8 keeps a pattern of each class, which has nothing behind it: to call its methods is to crash. All
// that is in use has got an owner or a callback. A histogram's pattern has methods of its own; to
// close one makes no difference, for it calls nobody back.
const isInUse = (wrap: object) =>
  Reflect.ownKeys(wrap).some((key) =>
    isReference(Reflect.getOwnPropertyDescriptor(wrap, key)?.value),
  ) && !Object.hasOwn(wrap, 'percentile')

/** Looks through the whole heap. */
export const findInherited = (): Inherited => {
  const handle = handlePrototype()
  const [wraps = [], timeouts = [], immediates = [], ports = [], ...others] = instancesOf([
    // Node's AsyncWrap: handles and requests.
    prototypeOf(handle),
    timeoutPrototype(),
    immediatePrototype(),
    // Handles too, but Node has given them other ancestors.
    MessagePort.prototype,
    // What those of node:dns and node:dns/promises have in common.
    prototypeOf(Resolver.prototype),
    Dir.prototype,
    fileAncestor,
  ])
  const [resolvers = [], directories = [], files = []] = others
  const inUse = [...wraps, ...ports].filter(isInUse)
  const isHandle = (wrap: object) =>
    Object.prototype.isPrototypeOf.call(handle, wrap) || wrap instanceof MessagePort
  return {
    timeouts,
    immediates,
    handles: inUse.filter(isHandle) as Handle[],
    requests: inUse.filter((wrap) => !isHandle(wrap)),
    resolvers,
    directories,
    files,
    close: handle.close,
  }
}
