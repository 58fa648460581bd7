// How descriptors come to the hub. The passing itself is done here by a queue of copies.
import fs from 'node:fs'

import { close, dup2, POLLIN, poll, write } from '../../lib'
import { HubMember } from '../../lib/hub/member'
import {
  connectMember,
  keepHubEnds,
  keepMemberEnds,
  makeRendezvous,
  type Rendezvous,
} from '../../lib/hub/rendezvous'
import { runHubProcess } from '../../lib/hub/run-hub'
import { ignore, size } from '../helpers/hub'
import { closeOwned, own } from '../helpers/owned'
import { thrown } from '../helpers/thrown'

const FREE = 400 // far above what the test has open
let nextBell = FREE - 1 // the former one is closed when the event loop comes to it

const passing = () => {
  const queue: number[] = []
  let next = FREE
  return {
    queue,
    send: (_socket: number, fd: number) => void queue.push(dup2(fd, next++)),
    receive: () => queue.shift(),
  }
}

const make = (): Rendezvous => {
  const rendezvous = makeRendezvous()
  own(Object.values(rendezvous))
  return rendezvous
}

/** The hub takes over its end of the bell. */
const run = (rendezvous: Rendezvous, receive: () => number | undefined) => {
  const bellRead = dup2(rendezvous.bellRead, nextBell--)
  return runHubProcess({ ...rendezvous, bellRead }, receive)
}

const isOpen = (fd: number) => fs.existsSync(`/proc/self/fd/${fd}`)

const again = () =>
  Object.assign(new Error('EAGAIN: resource temporarily unavailable'), { code: 'EAGAIN' })

afterEach(() => {
  jest.restoreAllMocks()
})

test('members that come one by one and at once reach the hub, and the bell wakes it', async () => {
  const rendezvous = make()
  const { send, receive } = passing()
  const hub = run(rendezvous, receive)
  const members = Array.from({ length: 20 }, () => {
    return new HubMember(() => connectMember(rendezvous, send))
  })
  await members[0]?.subscribe('lobby', ignore)
  await Promise.all(members.map((member) => member.subscribe('lobby', ignore)))
  expect(hub.size).toBe(20)
  expect(await members[0]?.publish('lobby', 'x')).toBe(20)
  await Promise.all(members.map((member) => member.close()))
  await size(hub, 0)
  closeOwned(rendezvous.bellWrite)
})

test('a member that came before the hub is found without the bell', async () => {
  const rendezvous = make()
  const { send, receive } = passing()
  const member = new HubMember(() => connectMember(rendezvous, send))
  const published = member.publish('lobby', 'x')
  const hub = run(rendezvous, receive)
  expect(hub.size).toBe(1)
  expect(await published).toBe(0)
  await member.close()
  await size(hub, 0)
  closeOwned(rendezvous.bellWrite)
})

test('the bell is readable once somebody has connected, and not before', () => {
  const rendezvous = make()
  const { send, queue } = passing()
  const bell = { fd: rendezvous.bellRead, events: POLLIN, revents: 0 }
  expect(poll([bell], 0)).toBe(0)
  own(connectMember(rendezvous, send))
  expect(poll([bell], 0)).toBe(1)
  own(queue)
})

test('a bell that is full rings already', () => {
  const rendezvous = make()
  const { send, queue } = passing()
  expect(
    thrown(() => {
      for (;;) write(rendezvous.bellWrite, Buffer.alloc(4096))
    }).code,
  ).toBe('EAGAIN')
  expect(
    thrown(() => {
      for (;;) write(rendezvous.bellWrite, 'x')
    }).code,
  ).toBe('EAGAIN')
  own(connectMember(rendezvous, send))
  own(queue)
})

test('a rendezvous without room is tried again until there is some', () => {
  const rendezvous = make()
  const { send, queue } = passing()
  let refusals = 3
  const fd = connectMember(rendezvous, (socket, passed) => {
    if (refusals-- > 0) throw again()
    send(socket, passed)
  })
  own([fd, ...queue])
  expect(queue).toHaveLength(1)
})

test('while there is no room the process sleeps, for 5 s at most, and nothing is left open', () => {
  const rendezvous = make()
  const full = thrown(() => {
    for (;;) write(rendezvous.memberSocket, Buffer.alloc(1000))
  })
  expect(full.code).toBe('EAGAIN')
  const times = [0, 4950, 4950, 4950, 5001] // two of them for hasRoom()
  jest.spyOn(performance, 'now').mockImplementation(() => times.shift() as number)
  const start = process.hrtime.bigint()
  let tried = -1
  const refused = thrown(() =>
    connectMember(rendezvous, (_socket, fd) => {
      tried = fd
      throw again()
    }),
  )
  expect(refused.code).toBe('EAGAIN')
  expect(times).toEqual([])
  expect(process.hrtime.bigint() - start).toBeGreaterThanOrEqual(50_000_000n)
  expect(isOpen(tried)).toBe(false)
  expect(isOpen(tried - 1)).toBe(false)
})

test('an error of the passing is thrown at once', () => {
  const broken = Object.assign(new Error('EPIPE: broken pipe'), { code: 'EPIPE' })
  const refused = thrown(() =>
    connectMember(make(), () => {
      throw broken
    }),
  )
  expect(refused.error).toBe(broken)
})

test('each process closes the ends of the others', () => {
  const [member, hub] = [makeRendezvous(), makeRendezvous()]
  keepMemberEnds(member)
  keepHubEnds(hub)
  const openEnds = (rendezvous: Rendezvous) =>
    Object.entries(rendezvous).flatMap(([end, fd]) => (isOpen(fd) ? [end] : []))
  expect(openEnds(member)).toEqual(['memberSocket', 'bellWrite'])
  expect(openEnds(hub)).toEqual(['hubSocket', 'bellRead'])
  for (const fd of [member.memberSocket, member.bellWrite, hub.hubSocket, hub.bellRead]) close(fd)
})

test('a hub whose rendezvous has ended takes nobody more', () => {
  const rendezvous = make()
  const hub = run(rendezvous, () => -1)
  expect(hub.size).toBe(0)
  closeOwned(rendezvous.bellWrite)
})
