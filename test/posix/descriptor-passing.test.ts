// Descriptors that travel through UNIX sockets.
import { execFileSync, spawnSync } from 'node:child_process'

import {
  AF_INET,
  AF_UNIX,
  accept,
  bind,
  connect,
  getsockname,
  listen,
  pipe,
  read,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  socket,
  socketpair,
  write,
} from '../../lib'
import { receiveDescriptor, sendDescriptor } from '../../lib/posix/descriptor-passing'
import { isCloseOnExec } from '../helpers/fd-flags'
import { compile } from '../helpers/native-program'
import { closeOwned, own } from '../helpers/owned'
import { thrown } from '../helpers/thrown'

const errorOf = (call: () => unknown) => thrown(call).code
const channel = () => own(socketpair(AF_UNIX, SOCK_SEQPACKET))

const receive = (fd: number) => {
  const buffer = Buffer.alloc(64)
  return buffer.toString('utf8', 0, read(fd, buffer))
}

describe.each([
  ['SOCK_SEQPACKET', SOCK_SEQPACKET],
  ['SOCK_STREAM', SOCK_STREAM],
])('through a socket of type %s', (_, type) => {
  test('descriptors arrive in their order, each a new name of what was sent, close-on-exec', () => {
    const [here, there] = own(socketpair(AF_UNIX, type))
    const pipes = [own(pipe()), own(pipe())] as const
    for (const [, writeEnd] of pipes) {
      sendDescriptor(here, writeEnd)
      // Under way it is open by itself.
      closeOwned(writeEnd)
    }
    for (const [index, [readEnd]] of pipes.entries()) {
      const received = own(receiveDescriptor(there) as number)
      expect(isCloseOnExec(received)).toBe(true)
      write(received, `pipe ${index}`)
      closeOwned(received)
      expect([receive(readEnd), receive(readEnd)]).toEqual([`pipe ${index}`, ''])
    }
    expect(receiveDescriptor(there)).toBeUndefined()
  })

  test('nothing is there yet, or something, or the end is', () => {
    const [here, there] = own(socketpair(AF_UNIX, type))
    expect(receiveDescriptor(there)).toBeUndefined()
    sendDescriptor(here, 0)
    closeOwned(here)
    expect(own(receiveDescriptor(there) as number)).toBeGreaterThan(0)
    expect([receiveDescriptor(there), receiveDescriptor(there)]).toEqual([-1, -1])
  })

  test('a peer that has gone is EPIPE', () => {
    const [here, there] = own(socketpair(AF_UNIX, type))
    closeOwned(there)
    expect(errorOf(() => sendDescriptor(here, 0))).toBe('EPIPE')
  })

  test('a peer that has gone without taking what was sent is ECONNRESET, once', () => {
    const [here, there] = own(socketpair(AF_UNIX, type))
    sendDescriptor(here, 0)
    closeOwned(there)
    expect(thrown(() => receiveDescriptor(here)).message).toBe(
      'ECONNRESET: connection reset by peer, recvmsg',
    )
    expect(receiveDescriptor(here)).toBe(-1)
  })

  test('a peer that takes nothing is EAGAIN, and nothing is lost', () => {
    const [here, there] = own(socketpair(AF_UNIX, type))
    let sent = 0
    const refused = thrown(() => {
      for (; ; sent++) sendDescriptor(here, 0)
    })
    expect(refused.message).toBe('EAGAIN: resource temporarily unavailable, sendmsg')
    expect(sent).toBeGreaterThan(0)
    let received = 0
    for (let fd = receiveDescriptor(there); fd !== undefined; fd = receiveDescriptor(there)) {
      closeOwned(own(fd))
      received++
    }
    expect(received).toBe(sent)
  })
})

test('a connection goes on in the hands of who received it', () => {
  const top = own(socket(AF_INET, SOCK_STREAM))
  bind(top, { address: '127.0.0.1', port: 0 })
  listen(top)
  const client = own(socket(AF_INET, SOCK_STREAM))
  connect(client, getsockname(top))
  const accepted = own(accept(top).fd)
  const [here, there] = channel()
  sendDescriptor(here, accepted)
  closeOwned(accepted)
  const received = own(receiveDescriptor(there) as number)
  expect(getsockname(received)).toEqual(getsockname(top))
  write(received, 'hello')
  expect(receive(client)).toBe('hello')
})

test('a message without a descriptor is EBADMSG, and the next one is not lost', () => {
  const [here, there] = channel()
  write(here, 'x')
  sendDescriptor(here, 0)
  const refused = thrown(() => receiveDescriptor(there))
  expect(refused.message).toBe('EBADMSG: bad message, recvmsg')
  expect(refused.error).toMatchObject({ fd: there })
  expect(own(receiveDescriptor(there) as number)).toBeGreaterThan(0)
})

test('an empty message is EBADMSG, and not the end; what follows is not lost', () => {
  const [here, there] = channel()
  write(here, '')
  sendDescriptor(here, 0)
  expect(errorOf(() => receiveDescriptor(there))).toBe('EBADMSG')
  expect(own(receiveDescriptor(there) as number)).toBeGreaterThan(0)
  expect(receiveDescriptor(there)).toBeUndefined()
  closeOwned(here)
  expect(receiveDescriptor(there)).toBe(-1)
})

test('a socket of another family sends the byte alone, which is EBADMSG', () => {
  const fd = own(socket(AF_INET, SOCK_DGRAM))
  bind(fd, { address: '127.0.0.1', port: 0 })
  connect(fd, getsockname(fd))
  sendDescriptor(fd, 0)
  expect(errorOf(() => receiveDescriptor(fd))).toBe('EBADMSG')
})

describe('of a foreign message', () => {
  const sender = compile('send-descriptors')

  /** Sends the write end of a pipe so many times with so many bytes; returns the other ends. */
  const send = (bytes: number, count: number): { there: number; readEnd: number } => {
    const [here, there] = channel()
    const [readEnd, writeEnd] = own(pipe())
    const stdio = ['ignore', 'ignore', 'inherit', here, writeEnd] as const
    execFileSync(sender, [String(bytes), String(count)], { stdio: [...stdio] })
    closeOwned(writeEnd)
    return { there, readEnd }
  }

  test.each([2, 3, 253])('the first of %d descriptors is kept, the others are closed', (count) => {
    const { there, readEnd } = send(1, count)
    const received = own(receiveDescriptor(there) as number)
    write(received, 'x')
    closeOwned(received)
    // The end comes when nobody has a write end.
    expect([receive(readEnd), receive(readEnd)]).toEqual(['x', ''])
  })

  test.each([
    ['more bytes than one', 2],
    ['no byte', 0],
  ])('with %s the descriptor is closed, and it is EBADMSG', (_, bytes) => {
    const { there, readEnd } = send(bytes, 1)
    expect(errorOf(() => receiveDescriptor(there))).toBe('EBADMSG')
    expect(receive(readEnd)).toBe('')
  })

  test('what does not fit below the limit of descriptors is EMFILE, and nothing of it stays open', () => {
    const program = require.resolve('../../dist/test/fixtures/posix/descriptor-limit.js')
    const { stdout, stderr } = spawnSync(
      'prlimit',
      ['--nofile=128:128', process.env.TEST_NODE ?? process.execPath, program, sender],
      { encoding: 'utf8' },
    )
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      none: 'EMFILE: too many open files, recvmsg',
      oneOfThree: 'EMFILE: too many open files, recvmsg',
      both: 'number',
      afterwards: 'number',
      ended: [0, 0],
    })
  })
})
