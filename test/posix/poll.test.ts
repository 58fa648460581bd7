import {
  AF_UNIX,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLRDHUP,
  type PollFd,
  pipe,
  poll,
  SOCK_STREAM,
  socketpair,
  write,
} from '../../lib'
import { closeOwned, own } from '../helpers/owned'

const NEVER_OPEN = 2 ** 31 - 1

const watch = (fd: number, events: number): PollFd => ({ fd, events, revents: 0x7fff })

test('poll fills in the revents of each descriptor and counts those that are ready', () => {
  const [readEnd, writeEnd] = own(pipe())
  const fds = [watch(readEnd, POLLIN), watch(writeEnd, POLLOUT)]
  expect(poll(fds)).toBe(1)
  expect(fds.map(({ revents }) => revents)).toEqual([0, POLLOUT])
  write(writeEnd, 'x')
  expect(poll(fds)).toBe(2)
  expect(fds.map(({ revents }) => revents)).toEqual([POLLIN, POLLOUT])
})

test('poll returns 0 when the time is over, and not before', () => {
  const [readEnd] = own(pipe())
  const fds = [watch(readEnd, POLLIN)]
  const start = process.hrtime.bigint()
  expect(poll(fds, 50)).toBe(0)
  expect(process.hrtime.bigint() - start).toBeGreaterThanOrEqual(50_000_000n)
  expect(fds[0]?.revents).toBe(0)
})

test('poll with timeout 0 does not wait', () => {
  const [readEnd] = own(pipe())
  expect(poll([watch(readEnd, POLLIN)], 0)).toBe(0)
})

test('poll of nothing is a sleep', () => {
  expect(poll([], 1)).toBe(0)
})

test('poll passes over a negative descriptor', () => {
  const [, writeEnd] = own(pipe())
  const fds = [watch(-1, POLLIN), watch(writeEnd, POLLOUT)]
  expect(poll(fds)).toBe(1)
  expect(fds.map(({ revents }) => revents)).toEqual([0, POLLOUT])
})

test('poll reports a closed descriptor, a hang-up and a broken pipe without being asked', () => {
  const hungUp = own(pipe())
  const broken = own(pipe())
  closeOwned(hungUp[1])
  closeOwned(broken[0])
  const fds = [watch(NEVER_OPEN, 0), watch(hungUp[0], 0), watch(broken[1], 0)]
  expect(poll(fds)).toBe(3)
  expect(fds.map(({ revents }) => revents)).toEqual([POLLNVAL, POLLHUP, POLLERR])
})

test('poll reports a peer that has hung up as POLLRDHUP where that is asked for', () => {
  const [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
  closeOwned(there)
  const fds = [watch(here, POLLIN | POLLRDHUP)]
  expect(poll(fds)).toBe(1)
  expect(fds[0]?.revents).toBe(POLLIN | POLLRDHUP | POLLHUP)
})
