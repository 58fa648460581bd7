// The table of server processes that were forked ahead.
import { type Spare, Spares } from '../../lib/server/daemon/spares'

const spare = (pid: number): Spare => ({
  pid,
  channel: pid + 100,
  asks: false,
  forkMs: 1,
  startedMs: 0,
})

const filled = (...all: Spare[]) => {
  const spares = new Spares()
  for (const one of all) spares.add(one)
  return spares
}

test('one that has a client is a spare no more', () => {
  const [one, two] = [spare(1), spare(2)]
  const spares = filled(one, two)
  spares.remove(one)
  expect([spares.size, spares.get(1), spares.pids, spares.open]).toEqual([1, undefined, [2], [two]])
})

test('one that is to end does not wait for a client, may still say something, and is known until it is removed', () => {
  const [one, two] = [spare(1), spare(2)]
  const spares = filled(one, two)
  spares.retire(one)
  spares.retire(one)
  expect([spares.size, spares.get(1), spares.pids, spares.open]).toEqual([
    1,
    one,
    [2, 1],
    [two, one],
  ])
  spares.remove(one)
  spares.retire(one)
  expect([spares.get(1), spares.pids]).toEqual([undefined, [2]])
})

test('one whose channel is closed has nothing to say any more', () => {
  const [one, two] = [spare(1), spare(2)]
  const spares = filled(one, two)
  one.channel = -1
  expect([spares.open, spares.pids]).toEqual([[two], [1, 2]])
})
