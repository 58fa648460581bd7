// The top sockets: created and bound by the top process, listened on by the daemon process.
import { lookup } from 'node:dns/promises'
import fs from 'node:fs'
import { basename, isAbsolute, resolve } from 'node:path'
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
} from '../../posix/constants'
import { setNonblocking } from '../../posix/descriptors'
import { umask } from '../../posix/files'
import type { SocketAddress, SocketAddressInit } from '../../posix/socket-address'
import { setsockopt } from '../../posix/socket-options'
import { bind, connect, getsockname, socket } from '../../posix/sockets'
import { release } from '../../release'
import type { SettledListenOptions } from '../options/listen-options'

export interface TopSocket {
  fd: number
  backlog: number
  address: SocketAddress
  /** The file that stands for a UNIX socket, to be removed at the end. */
  file?: { path: string; inode: number }
}

const DOMAINS = { IPv4: AF_INET, IPv6: AF_INET6, unix: AF_UNIX }

/** Runs what needs the new descriptor; closes it if that fails. */
const withSocket = <T>(fd: number, use: (fd: number) => T): T => {
  try {
    return use(fd)
  } catch (error) {
    release(fd)
    throw error
  }
}

const bindNew = (
  family: keyof typeof DOMAINS,
  address: SocketAddressInit,
  options: SettledListenOptions,
): TopSocket =>
  withSocket(socket(DOMAINS[family], SOCK_STREAM), (fd) => {
    if (family !== 'unix') setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, true)
    if (family === 'IPv6') setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, options.ipv6Only ?? false)
    if (options.reusePort) setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, true)
    bind(fd, address)
    return topSocket(fd, options)
  })

const topSocket = (fd: number, { backlog }: SettledListenOptions): TopSocket => {
  // A client that has gone again between poll() and accept() must not make the daemon process wait.
  setNonblocking(fd)
  return { fd, backlog, address: getsockname(fd) }
}

const bindEverywhere = (options: SettledListenOptions & { port: number }): TopSocket => {
  try {
    return bindNew('IPv6', { address: '::', port: options.port }, options)
  } catch (error) {
    // A machine without IPv6.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL') throw error
    return bindNew('IPv4', { address: '0.0.0.0', port: options.port }, options)
  }
}

const bindPort = async (options: SettledListenOptions & { port: number }): Promise<TopSocket> => {
  if (options.host === undefined) return bindEverywhere(options)
  const { address, family } = await lookup(options.host)
  const [bare = address, zone] = address.split('%')
  if (family === 4) return bindNew('IPv4', { address, port: options.port }, options)
  const scopeid = zone === undefined ? 0 : scopeOf(zone)
  return bindNew('IPv6', { address: bare, port: options.port, scopeid }, options)
}

const scopeOf = (zone: string): number =>
  Number(/^\d+$/.test(zone) ? zone : fs.readFileSync(`/sys/class/net/${zone}/ifindex`, 'latin1'))

// Of a socket that is not connected; the connections of a server have its name, too.
const BOUND = /^(?:\S+ +){5}01 +\d+ (.+)$/

/** Whether somebody may have bound the path: the kernel lists it as it was given, which may be relative. */
const isBound = (path: string): boolean => {
  const names = new Set([path, resolve(path), basename(path)])
  const sockets = fs.readFileSync('/proc/net/unix', 'utf8').split('\n')
  return sockets.some((line) => {
    const name = BOUND.exec(line)?.[1]
    return (
      name !== undefined && (names.has(name) || (!isAbsolute(name) && names.has(basename(name))))
    )
  })
}

// Nobody is waited for: a server whose backlog is full would make us wait for its next accept().
const refuses = (path: string): boolean => {
  const probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK)
  try {
    connect(probe, { path })
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
  } finally {
    release(probe)
  }
}

/**
 * A socket file that nobody listens behind any more: its server was killed. Connections are refused by what
 * is no socket, too, and by a server that is about to listen.
 */
const isStale = (path: string): boolean =>
  fs.lstatSync(path).isSocket() && refuses(path) && !isBound(path)

const bindPath = (options: SettledListenOptions & { path: string }): TopSocket => {
  const { path, mode } = options
  // The permissions hold from the first moment on only if bind() makes the file with them.
  const previous = mode === undefined ? undefined : umask(~mode & 0o777)
  try {
    const bound = bindNew('unix', { path }, options)
    if (path.startsWith('\0')) return bound
    return withSocket(bound.fd, () => ({ ...bound, file: { path, inode: inodeOf(path) } }))
  } finally {
    if (previous !== undefined) umask(previous)
  }
}

const inodeOf = (path: string): number => fs.lstatSync(path).ino

const bindFreshPath = (options: SettledListenOptions & { path: string }): TopSocket => {
  try {
    return bindPath(options)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || !isStale(options.path))
      throw error
    fs.unlinkSync(options.path)
    return bindPath(options)
  }
}

const makeTopSocket = async (options: SettledListenOptions): Promise<TopSocket> => {
  const { port, path, fd } = options
  if (port !== undefined) return bindPort({ ...options, port })
  if (path !== undefined) return bindFreshPath({ ...options, path })
  return topSocket(fd as number, options)
}

/** Creates and binds all of them, or none. */
export const makeTopSockets = async (places: SettledListenOptions[]): Promise<TopSocket[]> => {
  const made: TopSocket[] = []
  try {
    for (const place of places) made.push(await makeTopSocket(place))
    return made
  } catch (error) {
    for (const topSocket of made) discard(topSocket)
    throw error
  }
}

/** Closes a top socket that nobody will listen on any more. */
export const discard = ({ fd, file }: TopSocket): void => {
  try {
    release(fd)
  } catch {
    // EBADF: somebody else has closed it, which is why it is discarded.
  }
  if (file === undefined) return
  try {
    // Another server may have taken the path since.
    if (inodeOf(file.path) === file.inode) fs.unlinkSync(file.path)
  } catch {
    // It is gone, or not ours to remove.
  }
}
