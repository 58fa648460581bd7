// The hub dies, and another one comes, late or never.
import { AF_UNIX, dup2, SOCK_STREAM, socketpair, write } from '../../lib'
import { encodeNumber } from '../../lib/hub/frames'
import {
  connectTo,
  FrameType,
  ignore,
  listen,
  makeHub,
  makeMember,
  nextEvent,
  settled,
  size,
} from '../helpers/hub'
import { own } from '../helpers/owned'

const emptied = async (hub: ReturnType<typeof makeHub>) => {
  hub.close()
  await size(hub, 0)
}

test('requests in flight reject with ERR_HUB_CLOSED when the hub dies, and the next use connects', async () => {
  let hub = makeHub()
  const ann = makeMember(() => connectTo(hub))
  await ann.publish('lobby', 1)
  const closed = nextEvent(ann, 'close')
  const inFlight = [ann.publish('lobby', 2), ann.members('lobby'), ann.claim('ann')]
  const outcomes = Promise.allSettled(inFlight)
  await emptied(hub)
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_HUB_CLOSED' } })
  }
  expect(await closed).toEqual([])
  hub = makeHub()
  expect(await ann.publish('lobby', 3)).toBe(0)
  expect(hub.size).toBe(1)
})

test('subscriptions, name and will are restored by themselves in a new hub', async () => {
  let hub = makeHub()
  const connect = () => connectTo(hub)
  const [ann, bob] = [makeMember(connect), makeMember(connect)]
  const heard = [await listen(ann, 'lobby'), await listen(ann, 'attic')]
  await ann.claim('ann')
  await ann.lastWill('lobby', 'ann left')
  const old = hub
  hub = makeHub()
  const events: string[] = []
  ann.on('close', (error) => events.push(`close ${error?.message}`))
  ann.on('reconnect', (nameKept) => events.push(`reconnect ${nameKept}`))
  const back = nextEvent(ann, 'reconnect')
  await emptied(old)
  expect(await back).toEqual([true])
  expect(events).toEqual(['close undefined', 'reconnect true'])
  expect(await bob.publish('lobby', 1)).toBe(1)
  expect(await bob.publish('attic', 2)).toBe(1)
  expect(await bob.claim('ann')).toBe(false)
  await settled(ann)
  expect(heard).toEqual([[1], [2]])
  const will = new Promise((resolve) => bob.subscribe('lobby', resolve))
  await settled(bob)
  await ann.close()
  expect(await will).toBe('ann left')
})

test('what was taken back is not restored', async () => {
  let hub = makeHub()
  const connect = () => connectTo(hub)
  const [ann, bob] = [makeMember(connect), makeMember(connect)]
  await ann.subscribe('lobby', ignore)
  await ann.subscribe('attic', ignore)
  await ann.unsubscribe('attic')
  await ann.claim('ann')
  await ann.claim('')
  const old = hub
  hub = makeHub()
  const back = nextEvent(ann, 'reconnect')
  await emptied(old)
  await back
  expect(await bob.publish('attic', 2)).toBe(0)
  expect(await bob.publish('lobby', 2)).toBe(1)
  expect(await bob.claim('ann')).toBe(true)
})

test('a name that another has taken meanwhile is lost, and the member is told', async () => {
  let hub = makeHub()
  const connect = () => connectTo(hub)
  const [ann, bob] = [makeMember(connect), makeMember(connect)]
  await ann.subscribe('lobby', ignore)
  await ann.claim('ann')
  const old = hub
  hub = makeHub()
  expect(await bob.claim('ann')).toBe(true)
  const back = nextEvent(ann, 'reconnect')
  await emptied(old)
  expect(await back).toEqual([false])
  expect(await bob.claim('')).toBe(true)
  expect(await bob.claim('ann')).toBe(true)
})

test('a hub that comes back late is found', async () => {
  let hub = makeHub()
  let failures = 0
  const ann = makeMember(() => {
    if (hub.size === 0 && ++failures < 5) throw new Error('not there')
    return connectTo(hub)
  })
  failures = 10
  await ann.subscribe('lobby', ignore)
  failures = 0
  const closes: unknown[] = []
  ann.on('close', (error) => closes.push(error))
  const back = nextEvent(ann, 'reconnect')
  const old = hub
  hub = makeHub()
  await emptied(old)
  await back
  expect(failures).toBe(5)
  expect(closes).toEqual([undefined]) // once, not for each attempt
})

test('a use while the hub is away rejects with its cause, and a later one succeeds', async () => {
  const hub = makeHub()
  const cause = new Error('not there')
  let there = false
  const ann = makeMember(() => {
    if (!there) throw cause
    return connectTo(hub)
  })
  const refused = { code: 'ERR_HUB_CLOSED', message: 'The hub cannot be reached', cause }
  await expect(ann.publish('lobby', 1)).rejects.toMatchObject(refused)
  await expect(ann.subscribe('lobby', ignore)).rejects.toMatchObject(refused)
  there = true
  expect(await ann.publish('lobby', 1)).toBe(0) // and a subscribe() that failed left nothing behind
})

describe('with the time in hand', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
  })

  afterEach(() => {
    jest.useRealTimers()
  })

  test('after 10 s without a hub the member gives up, says so, and the next use restores all', async () => {
    const hub = makeHub()
    let there = true
    const ann = makeMember(() => {
      if (!there) throw new Error('not there')
      return connectTo(hub)
    })
    const heard = await listen(ann, 'lobby')
    there = false
    const closed = nextEvent(ann, 'close')
    hub.close()
    expect(await closed).toEqual([])
    const gaveUp = nextEvent(ann, 'close')
    jest.advanceTimersByTime(10_000)
    expect(await gaveUp).toMatchObject([{ code: 'ERR_HUB_CLOSED' }])
    expect(jest.getTimerCount()).toBe(0)
    there = true
    const back = nextEvent(ann, 'reconnect')
    expect(await ann.publish('lobby', 'again')).toBe(1)
    expect(await back).toEqual([true])
    expect(heard).toEqual(['again'])
  })

  test('a hub that says nothing for 10 s is taken for dead', async () => {
    let [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
    const ann = makeMember(() => dup2(here, 450))
    const outcome = ann.publish('lobby', 1).catch(({ code }) => code)
    const waits = ann.close() // which ends nevertheless
    jest.advanceTimersByTime(9999)
    expect(jest.getTimerCount()).toBe(1)
    jest.advanceTimersByTime(1)
    expect(await outcome).toBe('ERR_HUB_CLOSED')
    await waits
    ;[here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
    const next = ann.publish('lobby', 1)
    write(there, encodeNumber(FrameType.Reply, 7))
    expect(await next).toBe(7)
    expect(jest.getTimerCount()).toBe(0)
  })

  test('an answer that waits counts, however late the process comes to read it', async () => {
    const [here, there] = own(socketpair(AF_UNIX, SOCK_STREAM))
    const ann = makeMember(() => dup2(here, 451))
    const published = ann.publish('lobby', 1)
    write(there, encodeNumber(FrameType.Reply, 5))
    jest.advanceTimersByTime(10_000)
    expect(await published).toBe(5)
  })

  test('a connection that no hub takes within 10 s is given up, and its requests reject', async () => {
    let hub = makeHub()
    const ann = makeMember(() => connectTo(hub))
    await ann.subscribe('lobby', ignore)
    const closed = nextEvent(ann, 'close')
    const old = hub
    const silent = makeHub()
    silent.addMember = (fd) => void own(fd) // keeps the descriptor, says nothing
    hub = silent
    old.close()
    await closed
    jest.advanceTimersByTime(0)
    const waiting = ann.publish('lobby', 1)
    const gaveUp = nextEvent(ann, 'close')
    jest.advanceTimersByTime(10_000)
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_HUB_CLOSED' })
    expect(await gaveUp).toMatchObject([{ code: 'ERR_HUB_CLOSED' }])
    hub = makeHub()
    expect(await ann.publish('lobby', 2)).toBe(1)
  })
})
