// Members and a hub over real socketpairs, in one process.
import { ignore, listen, makeHub, makeMember, nextEvent, settled, size } from '../helpers/hub'

test('a message reaches all subscribers of its topic, and publish() says how many', async () => {
  const hub = makeHub()
  const [ann, bob, eve] = [makeMember(hub), makeMember(hub), makeMember(hub)]
  const heard = [await listen(ann, 'lobby'), await listen(bob, 'lobby')]
  const other = await listen(eve, 'attic')
  expect(await eve.publish('lobby', { text: 'hello', list: [1, null] })).toBe(2)
  await settled(ann, bob, eve)
  expect(heard).toEqual([
    [{ text: 'hello', list: [1, null] }],
    [{ text: 'hello', list: [1, null] }],
  ])
  expect(other).toEqual([])
})

test('nobody is connected before the first use, and one socket is enough for all', async () => {
  const hub = makeHub()
  const ann = makeMember(hub)
  expect(hub.size).toBe(0)
  await ann.publish('a', 1)
  await ann.claim('ann')
  await ann.subscribe('a', ignore)
  expect(hub.size).toBe(1)
})

test('a publisher that subscribes gets its own message, and counts itself', async () => {
  const ann = makeMember(makeHub())
  const heard = await listen(ann, 'lobby')
  expect(await ann.publish('lobby', 'me')).toBe(1)
  await settled(ann)
  expect(heard).toEqual(['me'])
})

test('a message to nobody counts 0', async () => {
  expect(await makeMember(makeHub()).publish('lobby', 'x')).toBe(0)
})

test('all subscribers get the messages of several publishers in one order', async () => {
  const hub = makeHub()
  const readers = [makeMember(hub), makeMember(hub), makeMember(hub)]
  const heard = await Promise.all(readers.map((reader) => listen(reader, 'lobby')))
  const publish = async (from: number) => {
    const member = makeMember(hub)
    const sent = Array.from({ length: 300 }, (_, n) => member.publish('lobby', [from, n]))
    await Promise.all(sent)
  }
  await Promise.all([0, 1, 2, 3].map(publish))
  await settled(...readers)
  expect(heard[0]).toHaveLength(1200)
  expect(heard[1]).toEqual(heard[0])
  expect(heard[2]).toEqual(heard[0])
  const ofTwo = (heard[0] as number[][]).filter(([from]) => from === 2)
  expect(ofTwo).toEqual(Array.from({ length: 300 }, (_, n) => [2, n]))
})

test('what is published once subscribe() has resolved arrives', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  for (let round = 0; round < 50; round++) {
    const heard = await listen(ann, `room ${round}`)
    expect(await bob.publish(`room ${round}`, round)).toBe(1)
    await settled(ann)
    expect(heard).toEqual([round])
  }
})

test('a listener that was taken back hears nothing; the others of its topic do', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  const first: unknown[] = []
  const listener = (message: unknown) => first.push(message)
  await ann.subscribe('lobby', listener)
  await ann.subscribe('lobby', listener) // twice is once
  const second = await listen(ann, 'lobby')
  expect(await bob.publish('lobby', 1)).toBe(1)
  await ann.unsubscribe('lobby', listener)
  expect(await bob.publish('lobby', 2)).toBe(1)
  await ann.unsubscribe('lobby')
  expect(await bob.publish('lobby', 3)).toBe(0)
  await ann.unsubscribe('lobby') // nothing to take back
  await settled(ann)
  expect([first, second]).toEqual([[1], [1, 2]])
})

test('members() names the subscribers of a topic that have a name', async () => {
  const hub = makeHub()
  const named = Array.from({ length: 250 }, (_, n) => `member ${n} ${'"'.repeat(240)}`)
  const all = named.map(() => makeMember(hub))
  await Promise.all(all.map((member, n) => member.claim(named[n] as string)))
  await Promise.all(all.map((member) => member.subscribe('lobby', ignore)))
  const nameless = makeMember(hub)
  await nameless.subscribe('lobby', ignore)
  expect((await nameless.members('lobby')).sort()).toEqual(named.sort())
  expect(await nameless.members('attic')).toEqual([])
})

test('a name has one owner, and is free once that has another, releases it or leaves', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  expect(await ann.claim('x')).toBe(true)
  expect(await ann.claim('x')).toBe(true)
  expect(await bob.claim('x')).toBe(false)
  expect(await ann.claim('y')).toBe(true)
  expect(await bob.claim('x')).toBe(true)
  expect(await ann.claim('x')).toBe(false)
  expect(await bob.claim('y')).toBe(false) // and a claim that failed releases nothing
  expect(await ann.claim('')).toBe(true)
  expect(await bob.claim('y')).toBe(true)
  expect(await ann.claim('')).toBe(true)
  await bob.close()
  await size(hub, 1)
  expect(await ann.claim('y')).toBe(true)
})

test('a last will is published when the member leaves, and not before', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  const heard = await listen(ann, 'lobby')
  await bob.claim('bob')
  await bob.lastWill('lobby', 'a former will')
  await bob.lastWill('lobby', { left: 'bob' })
  await settled(ann)
  expect(heard).toEqual([])
  const news = new Promise((resolve) => ann.subscribe('lobby', resolve))
  await settled(ann)
  await bob.close()
  expect(await news).toEqual({ left: 'bob' })
  expect(await ann.claim('bob')).toBe(true) // it was free when the will came
  await settled(ann)
  expect(heard).toEqual([{ left: 'bob' }])
})

test('a last will that was taken back is not published', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  const heard = await listen(ann, 'lobby')
  await bob.lastWill('lobby', 'left')
  await bob.lastWill(null)
  await bob.close()
  await size(hub, 1)
  await settled(ann)
  expect(heard).toEqual([])
})

test('close() waits for what was asked for, and the next use connects anew', async () => {
  const hub = makeHub()
  const [ann, bob] = [makeMember(hub), makeMember(hub)]
  const heard = await listen(ann, 'lobby')
  await bob.claim('bob')
  const closed = nextEvent(bob, 'close')
  const sent = [1, 2, 3].map((n) => bob.publish('lobby', n))
  await Promise.all([bob.close(), bob.close()])
  expect(await Promise.all(sent)).toEqual([1, 1, 1])
  expect(await closed).toEqual([])
  await size(hub, 1)
  expect(await bob.publish('lobby', 4)).toBe(1)
  expect(await ann.claim('bob')).toBe(true)
  await settled(ann)
  expect(heard).toEqual([1, 2, 3, 4])
})

test('close() of a member that was never connected does nothing', async () => {
  await makeMember(() => {
    throw new Error('not to be called')
  }).close()
})
