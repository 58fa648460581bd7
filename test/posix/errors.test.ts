// What the kernel refuses: Node's message, and its keys in its order.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import util from 'node:util'

import * as posix from '../../lib'
import { receiveDescriptor, sendDescriptor } from '../../lib/posix/descriptor-passing'
import { setNonblocking } from '../../lib/posix/descriptors'
import { setParentDeathSignal } from '../../lib/posix/process'
import { receiveNow, sendNow } from '../../lib/posix/sockets'
import { release } from '../../lib/release'
import { own } from '../helpers/owned'
import { thrown } from '../helpers/thrown'

const { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_NONBLOCK, SOCK_STREAM, SOL_SOCKET } = posix

const CLOSED = 2 ** 31 - 1
const NOBODY = 2 ** 31 - 1 // above any pid_max
const BYTES = new Uint8Array(1)
const LOOPBACK = { family: 'IPv4', address: '127.0.0.1', port: 1 } as const

interface Refusal {
  title: string
  call: () => unknown
  message: string
  facts?: Record<string, unknown>
}

const file = () => own(fs.openSync(__filename, 'r'))
const stream = () => own(posix.socket(AF_INET, SOCK_STREAM))

const refusals: Refusal[] = [
  ...(
    [
      ['close', () => posix.close(CLOSED)],
      ['read', () => posix.read(CLOSED, BYTES)],
      ['write', () => posix.write(CLOSED, BYTES)],
      ['dup2', () => posix.dup2(CLOSED, 0)],
      ['listen', () => posix.listen(CLOSED)],
      ['accept', () => posix.accept(CLOSED)],
      ['shutdown', () => posix.shutdown(CLOSED, posix.SHUT_RD)],
      ['ioctl', () => setNonblocking(CLOSED)],
      ['send', () => sendNow(CLOSED, BYTES)],
      ['recv', () => receiveNow(CLOSED, BYTES)],
      ['recvmsg', () => receiveDescriptor(CLOSED)],
      ['getsockname', () => posix.getsockname(CLOSED)],
      ['getpeername', () => posix.getpeername(CLOSED)],
      ['setsockopt', () => posix.setsockopt(CLOSED, SOL_SOCKET, posix.SO_KEEPALIVE, true)],
      ['getsockopt', () => posix.getsockopt(CLOSED, SOL_SOCKET, posix.SO_KEEPALIVE)],
    ] as const
  ).map(([name, call]) => ({
    title: `${name} of a closed descriptor`,
    call,
    message: `EBADF: bad file descriptor, ${name}`,
    facts: { fd: CLOSED },
  })),
  {
    title: 'release of a closed descriptor',
    call: () => release(CLOSED),
    message: 'EBADF: bad file descriptor, close',
    facts: { fd: CLOSED },
  },
  ...(['bind', 'connect'] as const).map((name) => ({
    title: `${name} of a closed descriptor`,
    call: () => (name === 'bind' ? posix.bind : posix.connect)(CLOSED, LOOPBACK),
    message: `EBADF: bad file descriptor, ${name} 127.0.0.1:1`,
    facts: { fd: CLOSED, address: '127.0.0.1', port: 1 },
  })),
  {
    title: 'dup2 to a number beyond the limit',
    call: () => posix.dup2(0, CLOSED),
    message: 'EBADF: bad file descriptor, dup2',
    facts: { fd: 0 },
  },
  {
    title: 'waitpid for a process that is no child',
    call: () => posix.waitpid(1),
    message: 'ECHILD: no child processes, waitpid',
    facts: { pid: 1 },
  },
  {
    title: 'wait4 for a process that is no child',
    call: () => posix.wait4(1),
    message: 'ECHILD: no child processes, wait4',
    facts: { pid: 1 },
  },
  {
    title: 'waitpid with options that do not exist',
    call: () => posix.waitpid(1, -1),
    message: 'EINVAL: invalid argument, waitpid',
    facts: { pid: 1 },
  },
  {
    title: 'waitpid for the least number',
    call: () => posix.waitpid(-(2 ** 31)),
    message: 'ESRCH: no such process, waitpid',
    facts: { pid: -(2 ** 31) },
  },
  {
    title: 'kill of a dead process',
    call: () => posix.kill(NOBODY, 'SIGTERM'),
    message: 'ESRCH: no such process, kill',
    facts: { pid: NOBODY, signal: 15 },
  },
  {
    title: 'kill of the least number',
    call: () => posix.kill(-(2 ** 31), 0),
    message: 'ESRCH: no such process, kill',
    facts: { pid: -(2 ** 31), signal: 0 },
  },
  ...[-1, 65, 4242].map((signal) => ({
    title: `kill with the number ${signal}`,
    call: () => posix.kill(process.pid, signal),
    message: 'EINVAL: invalid argument, kill',
    facts: { pid: process.pid, signal },
  })),
  ...[-1, 65].map((signal) => ({
    title: `setParentDeathSignal with the number ${signal}`,
    call: () => setParentDeathSignal(signal),
    message: 'EINVAL: invalid argument, prctl',
    facts: { signal },
  })),
  {
    title: 'sigprocmask with a how that does not exist',
    call: () => posix.sigprocmask(99, []),
    message: 'EINVAL: invalid argument, sigprocmask',
  },
  {
    title: 'getpgid of a dead process',
    call: () => posix.getpgid(NOBODY),
    message: 'ESRCH: no such process, getpgid',
    facts: { pid: NOBODY },
  },
  {
    title: 'setpgid of a dead process',
    call: () => posix.setpgid(NOBODY, 0),
    message: 'ESRCH: no such process, setpgid',
    facts: { pid: NOBODY },
  },
  {
    title: 'setpgid to a negative group',
    call: () => posix.setpgid(0, -1),
    message: 'EINVAL: invalid argument, setpgid',
    facts: { pid: 0 },
  },
  {
    title: 'pipe with flags that do not exist',
    call: () => posix.pipe(-1),
    message: 'EINVAL: invalid argument, pipe',
  },
  {
    title: 'poll of more descriptors than may be open',
    call: () => posix.poll(Array(2 ** 21).fill({ fd: -1, events: 0, revents: 0 }), 0),
    message: 'EINVAL: invalid argument, poll',
  },
  {
    title: 'socket of no family',
    call: () => posix.socket(-1, SOCK_STREAM),
    message: 'EAFNOSUPPORT: address family not supported, socket',
  },
  {
    title: 'socketpair of a family that has none',
    call: () => posix.socketpair(AF_INET, SOCK_STREAM),
    message: 'ENOTSUP: operation not supported on socket, socketpair',
  },
  {
    title: 'bind to an address of another machine',
    call: () => posix.bind(stream(), { address: '192.0.2.1', port: 7 }),
    message: 'EADDRNOTAVAIL: address not available, bind 192.0.2.1:7',
    facts: { fd: expect.any(Number), address: '192.0.2.1', port: 7 },
  },
  {
    title: 'bind to a path in no directory',
    call: () => posix.bind(own(posix.socket(AF_UNIX, SOCK_STREAM)), { path: '/nowhere/x' }),
    message: "ENOENT: no such file or directory, bind '/nowhere/x'",
    facts: { fd: expect.any(Number), path: '/nowhere/x' },
  },
  {
    title: 'connect where nobody listens',
    call: () => posix.connect(stream(), { address: '127.0.0.1', port: 1 }),
    message: 'ECONNREFUSED: connection refused, connect 127.0.0.1:1',
    facts: { fd: expect.any(Number), address: '127.0.0.1', port: 1 },
  },
  {
    title: 'listen of datagrams',
    call: () => posix.listen(own(posix.socket(AF_INET, SOCK_DGRAM))),
    message: 'ENOTSUP: operation not supported on socket, listen',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'accept without listen',
    call: () => posix.accept(stream()),
    message: 'EINVAL: invalid argument, accept',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'shutdown without a peer',
    call: () => posix.shutdown(stream(), posix.SHUT_WR),
    message: 'ENOTCONN: socket is not connected, shutdown',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'shutdown of a direction that does not exist',
    call: () => posix.shutdown(stream(), 99),
    message: 'EINVAL: invalid argument, shutdown',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'sendNow to a file',
    call: () => sendNow(file(), BYTES),
    message: 'ENOTSOCK: socket operation on non-socket, send',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'sendDescriptor through a closed descriptor',
    call: () => sendDescriptor(CLOSED, 0),
    message: 'EBADF: bad file descriptor, sendmsg',
    facts: { fd: CLOSED, descriptor: 0 },
  },
  {
    title: 'sendDescriptor of a closed descriptor',
    call: () => sendDescriptor(own(posix.socketpair(AF_UNIX, SOCK_STREAM))[0] as number, CLOSED),
    message: 'EBADF: bad file descriptor, sendmsg',
    facts: { fd: expect.any(Number), descriptor: CLOSED },
  },
  {
    title: 'getpeername without a peer',
    call: () => posix.getpeername(stream()),
    message: 'ENOTCONN: socket is not connected, getpeername',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'getsockname of a file',
    call: () => posix.getsockname(file()),
    message: 'ENOTSOCK: socket operation on non-socket, getsockname',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'setsockopt of an option that does not exist',
    call: () => posix.setsockopt(stream(), SOL_SOCKET, 9999, 1),
    message: 'ENOPROTOOPT: protocol not available, setsockopt',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'setsockopt with too few bytes',
    call: () => posix.setsockopt(stream(), SOL_SOCKET, posix.SO_KEEPALIVE, new Uint8Array(0)),
    message: 'EINVAL: invalid argument, setsockopt',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'write to a file opened for reading',
    call: () => posix.write(file(), 'x'),
    message: 'EBADF: bad file descriptor, write',
    facts: { fd: expect.any(Number) },
  },
  {
    title: 'read of a directory',
    call: () => posix.read(own(fs.openSync('/', 'r')), BYTES),
    message: 'EISDIR: illegal operation on a directory, read',
    facts: { fd: expect.any(Number) },
  },
]

test.each(refusals)('$title: $message', ({ call, message, facts = {} }) => {
  const code = message.slice(0, message.indexOf(':'))
  const syscall = /, (\w+)/.exec(message)?.[1]
  const refused = thrown(call)
  expect(refused.name).toBe('Error')
  expect(refused.message).toBe(message)
  expect(refused.keys).toEqual(['errno', 'code', 'syscall', ...Object.keys(facts)])
  expect({ ...refused.error }).toEqual({
    errno: -os.constants.errno[code as 'EBADF'],
    code,
    syscall,
    ...facts,
  })
  expect(refused.error.stack).toMatch(`Error: ${message}\n`)
})

test('the error has the keys, and the message, of an error of node:fs', () => {
  const node = thrown(() => fs.closeSync(CLOSED))
  const ours = thrown(() => posix.close(CLOSED))
  expect(ours.message).toBe(node.message)
  expect(ours.keys).toEqual([...node.keys, 'fd'])
})

test('a connection that is in progress says so by name, which libuv does not know', () => {
  const top = stream()
  posix.bind(top, { address: '127.0.0.1', port: 0 })
  posix.listen(top)
  const client = own(posix.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK))
  const refused = thrown(() => posix.connect(client, posix.getsockname(top) as posix.IPv4Address))
  expect(refused.message).toMatch(/^EINPROGRESS: operation now in progress, connect 127\.0\.0\.1:/)
  expect(posix.poll([{ fd: client, events: posix.POLLOUT, revents: 0 }], 5000)).toBe(1)
  expect(posix.getsockopt(client, SOL_SOCKET, posix.SO_ERROR)).toBe(0)
})

test('every errno of this platform has a name, from libuv or from the table of our own', () => {
  const source = fs.readFileSync(path.resolve(__dirname, '../../native/errors.cc'), 'utf8')
  const known = util.getSystemErrorMap()
  const nameless = Object.entries(os.constants.errno)
    .filter(([name, errno]) => !known.has(-errno) && !source.includes(`{${name}, "${name}"`))
    .map(([name]) => name)
  expect(nameless).toEqual([])
})
