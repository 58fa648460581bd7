import { Retry } from '../../lib/hub/retry'

beforeEach(() => {
  jest.useFakeTimers()
})

afterEach(() => {
  jest.useRealTimers()
})

/** The times of all attempts, when each fails at once. */
const failAlways = () => {
  const start = performance.now()
  const sinceStart = () => Math.round(performance.now() - start)
  const attempts: number[] = []
  const gaveUp: number[] = []
  const retry: Retry = new Retry(
    () => {
      attempts.push(sinceStart())
      retry.failed()
    },
    () => gaveUp.push(sinceStart()),
  )
  retry.failed()
  return { retry, attempts, gaveUp }
}

test('tries at once, then after 10 ms, 20 ms ... 1 s, and gives up after 10 s', () => {
  const { retry, attempts, gaveUp } = failAlways()
  expect(retry.active).toBe(true)
  jest.advanceTimersByTime(60_000)
  expect(attempts.slice(0, 10)).toEqual([0, 10, 30, 70, 150, 310, 630, 1270, 2270, 3270])
  expect(attempts.at(-1)).toBeLessThanOrEqual(10_000)
  expect(gaveUp).toEqual([10_000])
  expect(retry.active).toBe(false)
  expect(jest.getTimerCount()).toBe(0)
})

test('an attempt that never ends is given up as well', () => {
  const gaveUp: number[] = []
  const retry = new Retry(
    () => {},
    () => gaveUp.push(1),
  )
  retry.failed()
  jest.advanceTimersByTime(10_000)
  expect(gaveUp).toEqual([1])
})

test('stop() ends it, and the next failure is a first one again', () => {
  const { retry, attempts, gaveUp } = failAlways()
  jest.advanceTimersByTime(100)
  retry.stop()
  expect(jest.getTimerCount()).toBe(0)
  const before = attempts.length
  retry.failed()
  jest.advanceTimersByTime(1)
  expect(attempts).toHaveLength(before + 1)
  retry.stop()
  jest.advanceTimersByTime(60_000)
  expect(gaveUp).toEqual([])
})
