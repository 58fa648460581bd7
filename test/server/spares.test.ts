// The table of server processes that were forked ahead.
import { type Spare, Spares } from '../../lib/server/daemon/spares'

const spare = (pid: number): Spare => ({ pid, channel: pid + 100, forkMs: 1, startedMs: 0 })

const filled = (...pids: number[]) => {
  const spares = new Spares()
  for (const pid of pids) spares.add(spare(pid))
  return spares
}

test('the oldest gets the next client, and is a spare no more', () => {
  const spares = filled(1, 2)
  expect(spares.take()).toEqual(spare(1))
  expect([spares.size, spares.has(1), spares.pids, spares.channels]).toEqual([1, false, [2], [102]])
  expect([spares.take()?.pid, spares.take()]).toEqual([2, undefined])
})

test('one that is to end gets no client, and is known until it was waited for', () => {
  const spares = filled(1, 2, 3)
  spares.retire(spare(2))
  expect([spares.size, spares.has(2), spares.channels]).toEqual([2, true, [101, 103]])
  expect(spares.remove(2)).toBeUndefined()
  expect([spares.has(2), spares.pids]).toEqual([false, [1, 3]])
})

test('all that wait are retired, once', () => {
  const spares = filled(1, 2)
  expect(spares.retireAll().map(({ pid }) => pid)).toEqual([1, 2])
  expect(spares.retireAll()).toEqual([])
  expect([spares.size, spares.pids]).toEqual([0, [1, 2]])
})

test('one that has ended by itself is returned, with its channel', () => {
  const spares = filled(1, 2)
  expect(spares.remove(1)).toEqual(spare(1))
  expect([spares.size, spares.remove(1), spares.remove(7)]).toEqual([1, undefined, undefined])
})
