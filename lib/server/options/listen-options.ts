// What listen() is told, in all the forms that net.Server has for it, checked.
import { checkFd, checkInt, checkObject, checkOneOf, checkPath, checkString } from '../../arguments'
import { invalidValue } from '../../misuse'

/** One place to listen at: a port, a path or an inherited descriptor. */
export interface ListenOptions {
  /** 0 to 65535; 0 lets the system choose. */
  port?: number
  /** A name or an address; without it every address of the machine, IPv6 and IPv4. */
  host?: string
  /** Of a UNIX socket; a leading `'\0'` is the abstract namespace of Linux. */
  path?: string
  /** A socket that is bound already (systemd's, or a parent's); the server takes it over. */
  fd?: number
  /** How many connections may wait to be accepted; 511 by default. */
  backlog?: number
  /** No IPv4 on an IPv6 socket. */
  ipv6Only?: boolean
  /** Several servers may bind the same port. */
  reusePort?: boolean
  /** The permissions of `path`, as in chmod; by default what the umask leaves. */
  mode?: number
}

export type SettledListenOptions = ListenOptions & { backlog: number }

export type ListenArguments =
  | [port: number, host?: string, backlog?: number]
  | [path: string, backlog?: number]
  | [options: ListenOptions | ListenOptions[]]

const BACKLOG = 511
const PLACES = ['port', 'path', 'fd'] as const

const settle = (given: ListenOptions, name: string): SettledListenOptions => {
  const options = checkObject(given, name) as ListenOptions
  const { port, host, path, fd, mode } = options
  const { backlog = BACKLOG, ipv6Only = false, reusePort = false } = options
  const places = PLACES.filter((place) => given[place] !== undefined)
  if (places.length !== 1) {
    throw invalidValue(name, 'must have one of "port", "path" and "fd"', given)
  }
  return {
    ...(port !== undefined && { port: checkInt(port, `${name}.port`, 0, 65535) }),
    ...(host !== undefined && { host: checkText(host, `${name}.host`) }),
    ...(path !== undefined && { path: checkSocketPath(path, `${name}.path`) }),
    ...(fd !== undefined && { fd: checkFd(fd, `${name}.fd`) }),
    ...(mode !== undefined && { mode: checkInt(mode, `${name}.mode`, 0, 0o777) }),
    ipv6Only: checkOneOf(ipv6Only, `${name}.ipv6Only`, [true, false]),
    reusePort: checkOneOf(reusePort, `${name}.reusePort`, [true, false]),
    backlog: checkInt(backlog, `${name}.backlog`, 0),
  }
}

const checkText = (value: string, name: string): string => {
  if (value === '') throw invalidValue(name, 'must not be empty', value)
  return checkPath(value, name)
}

const checkSocketPath = (path: unknown, name: string): string => {
  const text = checkString(path, name)
  return text.startsWith('\0') ? text : checkText(text, name)
}

const fromArguments = (given: ListenArguments): unknown => {
  const [first, second, third] = given
  if (typeof first === 'number') return { port: first, host: second, backlog: third }
  // As in net: what the environment says is a string.
  if (typeof first === 'string' && /^\d+$/.test(first)) {
    return { port: Number(first), host: second, backlog: third }
  }
  if (typeof first === 'string') return { path: first, backlog: second }
  return first
}

/** Checks the arguments of listen(). */
export const settleListenOptions = (given: ListenArguments): SettledListenOptions[] => {
  const options = fromArguments(given)
  if (!Array.isArray(options)) return [settle(options as ListenOptions, 'options')]
  if (options.length === 0) throw invalidValue('options', 'must name a place to listen at', options)
  const places = options.map((one, index) => settle(one, `options[${index}]`))
  const fds = places.flatMap(({ fd }) => fd ?? [])
  // Each is closed in the end, and closed once.
  if (new Set(fds).size < fds.length) {
    throw invalidValue('options', 'must name each descriptor once', options)
  }
  return places
}
