// The table of the server processes: tables only, no process.
import { type Child, Children } from '../../lib/server/daemon/children'

const child = (pid: number, more: Partial<Child> = {}): Child => ({
  id: pid,
  pid,
  source: undefined,
  startedMs: 0,
  dueMs: Number.POSITIVE_INFINITY,
  dueReason: 'timeout',
  sent: 'nothing',
  ...more,
})

const tableOf = (...all: Child[]): Children => {
  const children = new Children()
  for (const one of all) children.add(one)
  return children
}

const KILL_MS = 100

/** Who gets which signal at a time, and why. */
const due = (children: Children, nowMs: number) =>
  children.takeDue(nowMs, KILL_MS).map(({ pid, sent, reason }) => [pid, sent, reason])

test('knows its own, and nobody else', () => {
  const children = tableOf(child(1), child(2))
  expect([children.size, children.pids]).toEqual([2, [1, 2]])
  expect([children.has(1), children.has(3)]).toEqual([true, false])
  expect(children.remove(3)).toBeUndefined()
  expect(children.remove(1)).toMatchObject({ pid: 1 })
  expect(children.remove(1)).toBeUndefined()
  expect(children.pids).toEqual([2])
})

test('counts by source, and forgets a source that has nobody left', () => {
  const children = tableOf(
    child(1, { source: 'a' }),
    child(2, { source: 'a' }),
    child(3, { source: 'b' }),
    child(4),
  )
  const counts = () => ['a', 'b', 'c', undefined].map((source) => children.countOf(source))
  expect(counts()).toEqual([2, 1, 0, 0])
  for (const pid of [1, 3, 4]) children.remove(pid)
  expect(counts()).toEqual([1, 0, 0, 0])
})

test('nothing is due for those who have no deadline', () => {
  const children = tableOf(child(1))
  expect(children.nextDueMs).toBe(Number.POSITIVE_INFINITY)
  expect(due(children, Number.MAX_VALUE)).toEqual([])
})

test('a deadline: SIGTERM, then SIGKILL, then nothing', () => {
  const children = tableOf(child(1, { dueMs: 50 }), child(2, { dueMs: 70 }))
  expect(children.nextDueMs).toBe(50)
  expect(due(children, 49)).toEqual([])
  expect(due(children, 60)).toEqual([[1, 'SIGTERM', 'timeout']])
  expect(children.nextDueMs).toBe(70)
  expect(due(children, 70)).toEqual([[2, 'SIGTERM', 'timeout']])
  expect(due(children, 159)).toEqual([])
  expect(due(children, 170)).toEqual([
    [1, 'SIGKILL', 'timeout'],
    [2, 'SIGKILL', 'timeout'],
  ])
  expect(children.nextDueMs).toBe(Number.POSITIVE_INFINITY)
})

test('endBy() brings deadlines forward, and puts none off', () => {
  const children = tableOf(child(1), child(2, { dueMs: 30 }))
  children.endBy(200, 'stop')
  children.endBy(500, 'stop')
  expect(due(children, 30)).toEqual([[2, 'SIGTERM', 'timeout']])
  expect(due(children, 130)).toEqual([[2, 'SIGKILL', 'timeout']])
  expect(due(children, 200)).toEqual([[1, 'SIGTERM', 'stop']])
})

test('endBy() takes nothing from the time between SIGTERM and SIGKILL', () => {
  const children = tableOf(child(1, { dueMs: 10 }), child(2))
  expect(due(children, 10)).toEqual([[1, 'SIGTERM', 'timeout']])
  children.endBy(20, 'stop')
  expect(due(children, 20)).toEqual([[2, 'SIGTERM', 'stop']])
  expect(due(children, 110)).toEqual([[1, 'SIGKILL', 'timeout']])
})

test('the first reason stays', () => {
  const children = tableOf(child(1, { dueMs: 10 }))
  expect(due(children, 10)).toEqual([[1, 'SIGTERM', 'timeout']])
  children.endBy(20, 'stop')
  expect(children.remove(1)).toMatchObject({ reason: 'timeout' })
})

test('killAll() names everybody once', () => {
  const children = tableOf(child(1), child(2, { dueMs: 10 }))
  due(children, 10)
  const killed = () => children.killAll('stop').map(({ pid, reason }) => [pid, reason])
  expect(killed()).toEqual([
    [1, 'stop'],
    [2, 'timeout'],
  ])
  expect(killed()).toEqual([])
  expect(due(children, 10_000)).toEqual([])
})

test('a child that has gone is due for nothing', () => {
  const children = tableOf(child(1, { dueMs: 10 }))
  children.remove(1)
  expect(due(children, 10)).toEqual([])
  expect(children.nextDueMs).toBe(Number.POSITIVE_INFINITY)
})

test('knows whether one that lives has begun between two moments', () => {
  const children = tableOf(child(1, { startedMs: 100 }), child(2, { startedMs: 200 }))
  expect(children.hasBegun(100, 150)).toBe(true)
  expect(children.hasBegun(101, 199)).toBe(false)
  children.remove(2)
  expect(children.hasBegun(150, 250)).toBe(false)
})
