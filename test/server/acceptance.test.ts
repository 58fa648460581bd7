// When to leave the top sockets alone: tables only, no process.
import { Acceptance } from '../../lib/server/daemon/acceptance'
import { BackOff } from '../../lib/server/daemon/back-off'

test('each failure in a row waits twice as long, up to a bound; a success begins anew', () => {
  const backOff = new BackOff(10, 100)
  expect([1, 2, 3, 4, 5, 6].map(() => backOff.failed(0))).toEqual([10, 20, 40, 80, 100, 100])
  backOff.succeeded()
  expect(backOff.failed(0)).toBe(10)
})

test('a quarter of a wait is random', () => {
  const waits = Array.from({ length: 100 }, () => new BackOff(100, 1000).failed())
  expect(Math.max(...waits)).toBeLessThanOrEqual(100)
  expect(Math.min(...waits)).toBeGreaterThan(75)
  expect(new Set(waits).size).toBeGreaterThan(1)
})

test('there is no pause at first', () => {
  expect(new Acceptance().resumesMs).toBe(0)
})

test('the first failure of a row is known as such, and a success tells how many there were', () => {
  const acceptance = new Acceptance()
  expect([1, 2, 3].map((nowMs) => acceptance.failed('accept', nowMs))).toEqual([true, false, false])
  expect(acceptance.succeeded('accept')).toBe(3)
  expect(acceptance.succeeded('accept')).toBe(0)
  expect(acceptance.failed('accept', 4)).toBe(true)
})

test('one trouble does not end the pause of another', () => {
  const acceptance = new Acceptance()
  for (let count = 0; count < 10; count++) acceptance.failed('fork', 1000)
  const { resumesMs } = acceptance
  expect(resumesMs).toBeGreaterThan(1000 + 750)
  expect(acceptance.failed('accept', 1000)).toBe(true)
  acceptance.succeeded('accept')
  expect(acceptance.resumesMs).toBe(resumesMs)
})

describe('server processes that end', () => {
  const nobody = () => false
  const end = (acceptance: Acceptance, well: boolean, lifeMs: number, others = nobody) =>
    acceptance.ended({ well, lifeMs, nowMs: 1000 }, others)
  const die = (acceptance: Acceptance, times: number, lifeMs = 5) =>
    Array.from({ length: times }, () => end(acceptance, false, lifeMs))

  test('nine failures at once are no reason to pause, the tenth is, and is known as such', () => {
    const acceptance = new Acceptance()
    expect(die(acceptance, 9)).toEqual(Array(9).fill(false))
    expect(acceptance.resumesMs).toBe(0)
    expect(die(acceptance, 3)).toEqual([true, false, false])
    expect(acceptance.resumesMs).toBeGreaterThan(1000)
  })

  test.each([
    ['one that ends well', true, 5],
    ['one that fails after it has served', false, 101],
  ])('%s begins a new row', (_, well, lifeMs) => {
    const acceptance = new Acceptance()
    die(acceptance, 9)
    expect(end(acceptance, well, lifeMs)).toBe(false)
    expect(die(acceptance, 9)).toEqual(Array(9).fill(false))
    expect(acceptance.resumesMs).toBe(0)
  })

  test('one that began after the row did, and lives on, begins a new row', () => {
    const acceptance = new Acceptance()
    die(acceptance, 9)
    const asked: number[][] = []
    const others = (...moments: number[]) => asked.push(moments) > 0
    expect(end(acceptance, false, 5, others)).toBe(false)
    expect(asked).toEqual([[1000, 900]])
    expect(die(acceptance, 8)).toEqual(Array(8).fill(false))
    expect(die(acceptance, 1)).toEqual([true])
  })

  test('the pause never lasts longer than a second', () => {
    const acceptance = new Acceptance()
    die(acceptance, 1000)
    expect(acceptance.resumesMs).toBeLessThanOrEqual(2000)
  })
})
