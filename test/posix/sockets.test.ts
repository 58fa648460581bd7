// Sockets of every family, from birth to a conversation.
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  accept,
  bind,
  connect,
  dup2,
  getpeername,
  getsockname,
  getsockopt,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_V6ONLY,
  listen,
  pipe,
  read,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_BROADCAST,
  SO_KEEPALIVE,
  SO_RCVBUF,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SO_SNDBUF,
  SO_TYPE,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  type SocketAddress,
  type SocketAddressInit,
  setsockopt,
  shutdown,
  socket,
  socketpair,
  TCP_NODELAY,
  write,
} from '../../lib'
import { receiveNow, sendNow } from '../../lib/posix/sockets'
import { closeOwned, own } from '../helpers/owned'
import { fixtureValue } from '../helpers/run-fixture'
import { thrown } from '../helpers/thrown'

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-'))
afterAll(() => fs.rmSync(directory, { recursive: true }))

const hasIPv6 = Object.values(os.networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1')

const receive = (fd: number) => {
  const buffer = Buffer.alloc(64)
  return buffer.toString('utf8', 0, read(fd, buffer))
}

const listener = (domain: number, address: SocketAddressInit) => {
  const top = own(socket(domain, SOCK_STREAM))
  bind(top, address)
  listen(top)
  return top
}

interface Family {
  family: string
  domain: number
  address: SocketAddressInit
  bound: unknown
  unbound: unknown
}

const port = expect.any(Number)
const families: Family[] = [
  {
    family: 'IPv4',
    domain: AF_INET,
    address: { address: '127.0.0.1', port: 0 },
    bound: { family: 'IPv4', address: '127.0.0.1', port },
    unbound: { family: 'IPv4', address: '127.0.0.1', port },
  },
  {
    family: 'UNIX',
    domain: AF_UNIX,
    address: { path: path.join(directory, 'top.sock') },
    bound: { family: 'unix', path: path.join(directory, 'top.sock') },
    unbound: { family: 'unix', path: '' },
  },
]
if (hasIPv6) {
  families.push({
    family: 'IPv6',
    domain: AF_INET6,
    address: { address: '::1', port: 0 },
    bound: { family: 'IPv6', address: '::1', port },
    unbound: { family: 'IPv6', address: '::1', port },
  })
}
if (process.platform === 'linux') {
  const name = `\0realfork-${process.pid}`
  families.push({
    family: 'abstract UNIX',
    domain: AF_UNIX,
    address: { path: name },
    bound: { family: 'unix', path: name },
    unbound: { family: 'unix', path: '' },
  })
}

describe.each(families)('$family', ({ domain, address, bound, unbound }) => {
  test('a client connects, talks and hangs up, and both ends know both addresses', () => {
    const top = listener(domain, address)
    const topAddress = getsockname(top)
    expect(topAddress).toEqual(bound)

    const client = own(socket(domain, SOCK_STREAM))
    connect(client, topAddress)
    const accepted = accept(top)
    own(accepted.fd)

    expect(getpeername(client)).toEqual(topAddress)
    expect(getsockname(accepted.fd)).toEqual(topAddress)
    expect(accepted.address).toEqual(unbound)
    expect(accepted.address).toEqual(getsockname(client))
    expect(getpeername(accepted.fd)).toEqual(accepted.address)

    expect(write(client, 'hello')).toBe(5)
    expect(receive(accepted.fd)).toBe('hello')
    expect(write(accepted.fd, 'goodbye')).toBe(7)
    expect(receive(client)).toBe('goodbye')
    if ('path' in topAddress && !topAddress.path.startsWith('\0')) fs.unlinkSync(topAddress.path)
  })

  test('accept on a non-blocking socket with no client fails with EAGAIN', () => {
    const top = own(socket(domain, SOCK_STREAM | SOCK_NONBLOCK))
    bind(top, address)
    listen(top)
    expect(thrown(() => accept(top)).code).toBe('EAGAIN')
    if (address && 'path' in address && !address.path.startsWith('\0')) fs.unlinkSync(address.path)
  })
})

describe('an address', () => {
  const bindAndName = (domain: number, address: SocketAddressInit): SocketAddress => {
    const fd = own(socket(domain, SOCK_STREAM))
    bind(fd, address)
    return getsockname(fd)
  }

  test('may name its family', () => {
    const address = { family: 'IPv4', address: '127.0.0.1', port: 0 } as const
    expect(bindAndName(AF_INET, address)).toEqual({ ...address, port })
  })

  test.each([['x'], ['\0x'], ['\0x\0y'], ['\0'], ['\0é']])(
    '%j of a UNIX socket comes back',
    (name) => {
      const given = name.startsWith('\0') ? `${name}\0${process.pid}` : path.join(directory, name)
      expect(bindAndName(AF_UNIX, { path: given })).toEqual({ family: 'unix', path: given })
    },
  )

  test.each([
    ['path', path.join(directory, 'p').padEnd(107, 'x')],
    ['abstract name', `\0${process.pid}`.padEnd(108, 'x')],
  ])('may be the longest %s', (_, longest) => {
    expect(bindAndName(AF_UNIX, { path: longest })).toEqual({ family: 'unix', path: longest })
    const client = own(socket(AF_UNIX, SOCK_STREAM))
    // Nobody listens; but the name was found.
    expect(thrown(() => connect(client, { path: longest })).code).toBe('ECONNREFUSED')
  })

  test('of a socket without a name is empty', () => {
    expect(getsockname(own(socket(AF_UNIX, SOCK_STREAM)))).toEqual({ family: 'unix', path: '' })
    const [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
    expect([getsockname(here), getpeername(there)]).toEqual([
      { family: 'unix', path: '' },
      { family: 'unix', path: '' },
    ])
  })

  test('that is an empty path makes Linux choose an abstract name', () => {
    expect(bindAndName(AF_UNIX, { path: '' })).toEqual({
      family: 'unix',
      path: expect.stringMatching(/^\0[0-9a-f]{5}$/),
    })
  })

  test('that is in use is named in the error', () => {
    const top = listener(AF_INET, { address: '127.0.0.1', port: 0 })
    const taken = getsockname(top) as { address: string; port: number }
    const refused = thrown(() => bindAndName(AF_INET, taken))
    expect(refused.message).toBe(`EADDRINUSE: address already in use, bind 127.0.0.1:${taken.port}`)
    expect(refused.error).toMatchObject({ address: '127.0.0.1', port: taken.port })
  })

  if (!hasIPv6) {
    test('of IPv6 is refused by a kernel without it', () => {
      expect(thrown(() => bindAndName(AF_INET6, { address: '::1', port: 0 })).code).toMatch(
        /^(EADDRNOTAVAIL|EAFNOSUPPORT)$/,
      )
    })
    return
  }

  test('of IPv6 comes back in its short form', () => {
    expect(bindAndName(AF_INET6, { address: '0:0:0:0:0:0:0:1', port: 0 })).toEqual({
      family: 'IPv6',
      address: '::1',
      port,
    })
  })

  test('of the other family is refused by the kernel', () => {
    expect(thrown(() => bindAndName(AF_INET, { address: '::1', port: 0 })).code).toBe(
      'EAFNOSUPPORT',
    )
  })

  test('of IPv4, on a socket of both families, is mapped', () => {
    const top = own(socket(AF_INET6, SOCK_STREAM))
    setsockopt(top, IPPROTO_IPV6, IPV6_V6ONLY, false)
    bind(top, { address: '::', port: 0 })
    listen(top)
    const client = own(socket(AF_INET, SOCK_STREAM))
    connect(client, { address: '127.0.0.1', port: (getsockname(top) as { port: number }).port })
    const { fd, address } = accept(top)
    own(fd)
    expect(address).toEqual({ family: 'IPv6', address: '::ffff:127.0.0.1', port })
  })
})

test('socketpair is connected both ways', () => {
  const [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
  write(here, 'ping')
  expect(receive(there)).toBe('ping')
  write(there, 'pong')
  expect(receive(here)).toBe('pong')
})

test('a datagram reaches the socket that it was addressed to', () => {
  const receiver = own(socket(AF_INET, SOCK_DGRAM))
  bind(receiver, { address: '127.0.0.1', port: 0 })
  const sender = own(socket(AF_INET, SOCK_DGRAM))
  connect(sender, getsockname(receiver))
  write(sender, 'hello')
  expect(receive(receiver)).toBe('hello')
})

test('a client of node:net is served by socket, bind, listen and accept', async () => {
  const top = listener(AF_INET, { address: '127.0.0.1', port: 0 })
  const client = net.connect(getsockname(top) as net.NetConnectOpts)
  await new Promise((resolve) => client.once('connect', resolve))
  const { fd } = accept(top)
  own(fd)
  write(fd, 'hello')
  const [chunk] = await new Promise<Buffer[]>((resolve) =>
    client.once('data', (...chunks: Buffer[]) => resolve(chunks)),
  )
  expect(chunk?.toString()).toBe('hello')
  client.destroy()
})

describe('setsockopt', () => {
  test.each([
    ['SO_REUSEADDR', SO_REUSEADDR],
    ['SO_REUSEPORT', SO_REUSEPORT],
    ['SO_KEEPALIVE', SO_KEEPALIVE],
    ['SO_BROADCAST', SO_BROADCAST],
  ])('sets %s with true, 1 or the bytes of an int, and clears it', (_, option) => {
    const fd = own(socket(AF_INET, SOCK_DGRAM))
    for (const on of [true, 1, new Uint8Array(Int32Array.of(1).buffer)]) {
      setsockopt(fd, SOL_SOCKET, option, on)
      expect(getsockopt(fd, SOL_SOCKET, option)).toBe(1)
      setsockopt(fd, SOL_SOCKET, option, false)
      expect(getsockopt(fd, SOL_SOCKET, option)).toBe(0)
    }
  })

  test.each([
    ['SO_RCVBUF', SO_RCVBUF],
    ['SO_SNDBUF', SO_SNDBUF],
  ])('sets %s, which Linux doubles', (_, option) => {
    const fd = own(socket(AF_INET, SOCK_STREAM))
    setsockopt(fd, SOL_SOCKET, option, 8192)
    expect(getsockopt(fd, SOL_SOCKET, option)).toBe(process.platform === 'linux' ? 16384 : 8192)
  })

  test('sets TCP_NODELAY', () => {
    const fd = own(socket(AF_INET, SOCK_STREAM))
    expect(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY)).toBe(0)
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, true)
    expect(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY)).not.toBe(0)
  })
})

test('getsockopt tells the type of a socket', () => {
  expect(getsockopt(own(socket(AF_INET, SOCK_DGRAM)), SOL_SOCKET, SO_TYPE)).toBe(SOCK_DGRAM)
})

describe('shutdown', () => {
  test('with SHUT_WR lets the peer read the end, and still answer', () => {
    const [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
    write(here, 'question')
    shutdown(here, SHUT_WR)
    expect(receive(there)).toBe('question')
    expect(receive(there)).toBe('')
    write(there, 'answer')
    expect(receive(here)).toBe('answer')
    expect(thrown(() => write(here, 'more')).code).toBe('EPIPE')
  })

  test('with SHUT_RD reads the end', () => {
    const [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
    shutdown(here, SHUT_RD)
    expect(receive(here)).toBe('')
    expect(thrown(() => write(there, 'x')).code).toBe('EPIPE')
    write(here, 'still')
    expect(receive(there)).toBe('still')
  })

  test('with SHUT_RDWR ends both ways, for every name of the socket', () => {
    const [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
    const [other] = own(pipe())
    dup2(here, other)
    shutdown(other, SHUT_RDWR)
    expect([receive(here), receive(there)]).toEqual(['', ''])
    expect(thrown(() => write(here, 'x')).code).toBe('EPIPE')
  })
})

describe('on a socket that blocks', () => {
  const buffer = Buffer.alloc(1 << 20)

  test('sendNow sends what there is room for, and then fails with EAGAIN', () => {
    const [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
    let sent = 0
    const refused = thrown(() => {
      for (;;) sent += sendNow(here, buffer)
    })
    expect(refused.message).toBe('EAGAIN: resource temporarily unavailable, send')
    let received = 0
    while (received < sent) received += read(there, buffer)
    expect(received).toBe(sent)
    expect(thrown(() => receiveNow(there, buffer)).code).toBe('EAGAIN')
  })

  test('receiveNow receives what is there, fails with EAGAIN, and returns 0 at the end', () => {
    const [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
    expect(thrown(() => receiveNow(there, buffer)).message).toBe(
      'EAGAIN: resource temporarily unavailable, recv',
    )
    expect(sendNow(here, Buffer.from('..hello..').subarray(2, 7))).toBe(5)
    const view = Buffer.alloc(8, '.')
    expect(receiveNow(there, view.subarray(2))).toBe(5)
    expect(view.toString()).toBe('..hello.')
    closeOwned(here)
    expect(receiveNow(there, buffer)).toBe(0)
  })
})

test('sendNow to a peer that has gone fails with EPIPE, although SIGPIPE would kill', async () => {
  expect(await fixtureValue('posix/send-now')).toBe('EPIPE')
})

const AF_NETLINK = 16

test('the address of a socket that is neither IP nor UNIX is refused by name', () => {
  const fd = own(socket(AF_NETLINK, SOCK_DGRAM))
  expect(thrown(() => getsockname(fd)).message).toBe(
    'EAFNOSUPPORT: address family not supported, getsockname',
  )
})
