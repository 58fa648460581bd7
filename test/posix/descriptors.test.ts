import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import {
  AF_INET,
  AF_UNIX,
  accept,
  bind,
  connect,
  dup2,
  getsockname,
  listen,
  O_NONBLOCK,
  pipe,
  read,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  socket,
  socketpair,
  write,
} from '../../lib'
import { setNonblocking } from '../../lib/posix/descriptors'
import { fdFlags, isCloseOnExec } from '../helpers/fd-flags'
import { closeOwned, own } from '../helpers/owned'
import { fixtureValue } from '../helpers/run-fixture'
import { thrown } from '../helpers/thrown'

const errorOf = (call: () => unknown) => thrown(call).code

describe('a descriptor is close-on-exec from birth', () => {
  test('from pipe, with and without flags', () => {
    const fds = [...own(pipe()), ...own(pipe(O_NONBLOCK))]
    expect(fds.map(isCloseOnExec)).toEqual([true, true, true, true])
  })

  test('from socket and socketpair', () => {
    const fds = [
      own(socket(AF_INET, SOCK_STREAM)),
      own(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK)),
      ...own(socketpair(AF_UNIX, SOCK_STREAM)),
    ]
    expect(fds.map(isCloseOnExec)).toEqual([true, true, true, true])
  })

  test('from accept, with and without flags', () => {
    const top = own(socket(AF_INET, SOCK_STREAM))
    bind(top, { address: '127.0.0.1', port: 0 })
    listen(top)
    for (const flags of [0, SOCK_NONBLOCK]) {
      connect(own(socket(AF_INET, SOCK_STREAM)), getsockname(top))
      const { fd } = accept(top, flags)
      own(fd)
      expect(isCloseOnExec(fd)).toBe(true)
      expect((fdFlags(fd) & O_NONBLOCK) !== 0).toBe(flags !== 0)
    }
  })
})

describe('dup2', () => {
  test('clears close-on-exec on the new descriptor and keeps it on the old one', () => {
    const [readEnd, writeEnd] = own(pipe())
    expect(dup2(readEnd, writeEnd)).toBe(writeEnd)
    expect(isCloseOnExec(writeEnd)).toBe(false)
    expect(isCloseOnExec(readEnd)).toBe(true)
  })

  test('closes what the new descriptor was', () => {
    const [a, b] = own(socketpair(AF_UNIX, SOCK_STREAM))
    const [readEnd] = own(pipe())
    dup2(readEnd, a)
    expect(read(b, new Uint8Array(1))).toBe(0)
  })

  test('changes nothing if both are the same', () => {
    const [readEnd] = own(pipe())
    expect(dup2(readEnd, readEnd)).toBe(readEnd)
    expect(isCloseOnExec(readEnd)).toBe(true)
  })
})

// In a program of its own: a thread of jest's might open the number between the two closes.
test('close closes a file, a pipe and a socket, and fails with EBADF the second time', async () => {
  expect(await fixtureValue('posix/close')).toEqual(['EBADF', 'EBADF', 'EBADF', 'EBADF'])
})

test('descriptor 0 is like any other', async () => {
  expect(await fixtureValue('posix/descriptor-zero')).toEqual({
    pipe: 0,
    read: 'hello',
    accepted: 0,
    poll: 1,
  })
})

test('a program that is executed gets no descriptor but those made by dup2', async () => {
  expect(await fixtureValue('posix/exec')).toEqual({ inherited: ['dup2'] })
})

describe('setNonblocking', () => {
  const isNonblocking = (fd: number) => (fdFlags(fd) & O_NONBLOCK) !== 0

  test.each([
    ['a pipe', () => pipe()[0]],
    ['a socket', () => socketpair(AF_UNIX, SOCK_STREAM)[0]],
    ['a listening socket', () => socket(AF_INET, SOCK_STREAM)],
  ])('sets and clears the flag of %s, and no other', (_, make) => {
    const fd = own(make())
    const before = fdFlags(fd)
    setNonblocking(fd)
    expect(fdFlags(fd)).toBe(before | O_NONBLOCK)
    setNonblocking(fd, true)
    expect(isNonblocking(fd)).toBe(true)
    setNonblocking(fd, false)
    expect(fdFlags(fd)).toBe(before)
  })

  test('is so for every name of the open file', () => {
    const [readEnd, other] = own(pipe())
    dup2(readEnd, other)
    setNonblocking(other)
    expect(isNonblocking(readEnd)).toBe(true)
  })
})

describe('read', () => {
  test('gives what is there, and no more', () => {
    const [readEnd, writeEnd] = own(pipe())
    write(writeEnd, 'hello')
    const buffer = Buffer.alloc(16, '.')
    expect(read(readEnd, buffer)).toBe(5)
    expect(buffer.toString()).toBe('hello...........')
  })

  test('fills a view, and leaves the bytes around it', () => {
    const [readEnd, writeEnd] = own(pipe())
    write(writeEnd, 'hello')
    const buffer = Buffer.alloc(6, '.')
    expect(read(readEnd, buffer.subarray(2, 4))).toBe(2)
    expect(buffer.toString()).toBe('..he..')
  })

  test('returns 0 at the end', () => {
    const [readEnd, writeEnd] = own(pipe())
    closeOwned(writeEnd)
    expect(read(readEnd, new Uint8Array(8))).toBe(0)
  })

  test('of no bytes returns 0 and leaves the bytes in the pipe', () => {
    const [readEnd, writeEnd] = own(pipe())
    write(writeEnd, 'x')
    expect(read(readEnd, new Uint8Array(0))).toBe(0)
    expect(read(readEnd, new Uint8Array(8))).toBe(1)
  })

  test('fails with EAGAIN on an empty non-blocking pipe', () => {
    const [readEnd] = own(pipe(O_NONBLOCK))
    expect(errorOf(() => read(readEnd, new Uint8Array(1)))).toBe('EAGAIN')
  })

  test('keeps the bounds of a datagram and drops what does not fit', () => {
    const [a, b] = own(socketpair(AF_UNIX, SOCK_DGRAM))
    write(a, 'first')
    write(a, 'second')
    expect(read(b, new Uint8Array(2))).toBe(2)
    const buffer = Buffer.alloc(16)
    expect(buffer.toString('utf8', 0, read(b, buffer))).toBe('second')
  })

  test('takes a shared and a resizable buffer', () => {
    const [readEnd, writeEnd] = own(pipe())
    const shared = new Uint8Array(new SharedArrayBuffer(4))
    const Resizable = ArrayBuffer as unknown as new (
      length: number,
      options: { maxByteLength: number },
    ) => ArrayBuffer & { resize(length: number): void }
    const memory = new Resizable(4, { maxByteLength: 64 })
    const resizable = new Uint8Array(memory)
    for (const buffer of [shared, resizable]) {
      write(writeEnd, 'abcd')
      expect(read(readEnd, buffer)).toBe(4)
      expect(Buffer.from(buffer).toString()).toBe('abcd')
    }
    memory.resize(0)
    write(writeEnd, 'abcd')
    expect(read(readEnd, resizable)).toBe(0)
    memory.resize(2)
    expect(read(readEnd, resizable)).toBe(2)
  })

  test('into a detached buffer is a read of no bytes', () => {
    const [readEnd, writeEnd] = own(pipe())
    write(writeEnd, 'x')
    const buffer = new Uint8Array(8)
    structuredClone(buffer.buffer, { transfer: [buffer.buffer] })
    expect(read(readEnd, buffer)).toBe(0)
  })

  test('takes a buffer of more than 2 GiB, of which it fills the start', () => {
    const [readEnd, writeEnd] = own(pipe())
    write(writeEnd, 'x')
    // Untouched pages cost nothing.
    expect(read(readEnd, new Uint8Array(2 ** 31 + 2))).toBe(1)
  })
})

describe('write', () => {
  test('takes a string as UTF-8 and counts bytes', () => {
    const [readEnd, writeEnd] = own(pipe())
    expect(write(writeEnd, 'é€😀')).toBe(9)
    const buffer = Buffer.alloc(16)
    expect(buffer.toString('utf8', 0, read(readEnd, buffer))).toBe('é€😀')
  })

  test.each([[''], [new Uint8Array(0)]])('of no bytes (%p) returns 0', (data) => {
    const [, writeEnd] = own(pipe())
    expect(write(writeEnd, data)).toBe(0)
  })

  test('returns a short count when the pipe takes only part, then fails with EAGAIN', () => {
    const [readEnd, writeEnd] = own(pipe(O_NONBLOCK))
    const data = Buffer.alloc(1 << 20, 'x')
    const count = write(writeEnd, data)
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThan(data.length)
    expect(errorOf(() => write(writeEnd, data))).toBe('EAGAIN')
    expect(read(readEnd, Buffer.alloc(1 << 21))).toBe(count)
  })

  test('fails with EPIPE when nobody can read', () => {
    const [readEnd, writeEnd] = own(pipe())
    closeOwned(readEnd)
    expect(errorOf(() => write(writeEnd, 'x'))).toBe('EPIPE')
  })

  test('takes a long buffer whole when the descriptor blocks', () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-'))
    const name = path.join(directory, 'out')
    const data = Buffer.from(Array.from({ length: 1 << 20 }, (_, i) => i % 251))
    expect(write(own(fs.openSync(name, 'w')), data)).toBe(data.length)
    expect(fs.readFileSync(name).equals(data)).toBe(true)
    fs.rmSync(directory, { recursive: true })
  })

  test('writes the bytes of a view, and only those', () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-'))
    const name = path.join(directory, 'out')
    const fd = own(fs.openSync(name, 'w'))
    expect(write(fd, Buffer.from('..hello..').subarray(2, 7))).toBe(5)
    expect(fs.readFileSync(name, 'utf8')).toBe('hello')
    fs.rmSync(directory, { recursive: true })
  })
})
