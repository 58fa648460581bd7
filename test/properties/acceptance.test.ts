// When the top sockets are left alone: bounds that hold after any history.
import fc from 'fast-check'
import { Acceptance, type Trouble } from '../../lib/server/daemon/acceptance'
import { BackOff } from '../../lib/server/daemon/back-off'

const LONGEST_MS = 1000
const DEATHS_IN_A_ROW = 10

const bounds = fc
  .tuple(fc.integer({ min: 1, max: 1000 }), fc.nat(10_000))
  .map(([firstMs, more]) => ({ firstMs, lastMs: firstMs + more }))

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('a wait is within its bounds, and no shorter than the one before, but for chance', () => {
  fc.assert(
    fc.property(bounds, fc.array(chance, { minLength: 1 }), ({ firstMs, lastMs }, chances) => {
      const backOff = new BackOff(firstMs, lastMs)
      let leastMs = 0
      for (const one of chances) {
        const waitMs = backOff.failed(one)
        const fullMs = waitMs / (1 - one / 4)
        expect(waitMs).toBeLessThanOrEqual(lastMs)
        expect(waitMs).toBeGreaterThan(firstMs * 0.75 - 1e-9)
        expect(fullMs).toBeGreaterThan(leastMs - 1e-6)
        leastMs = fullMs
      }
    }),
  )
})

test('after a success it is as if nothing had been', () => {
  fc.assert(
    fc.property(bounds, fc.nat(40), chance, ({ firstMs, lastMs }, failures, one) => {
      const backOff = new BackOff(firstMs, lastMs)
      for (let count = 0; count < failures; count++) backOff.failed()
      backOff.succeeded()
      expect(backOff.failed(one)).toBe(new BackOff(firstMs, lastMs).failed(one))
    }),
  )
})

type Happening =
  | { what: 'failed' | 'succeeded'; trouble: Exclude<Trouble, 'death'> }
  | { what: 'ended'; well: boolean; lifeMs: number; outlived: boolean }

const happening: fc.Arbitrary<Happening & { passedMs: number }> = fc.oneof(
  fc.record({
    passedMs: fc.nat(500),
    what: fc.constantFrom('failed' as const, 'succeeded' as const),
    trouble: fc.constantFrom('accept' as const, 'fork' as const),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      passedMs: fc.nat(20),
      what: fc.constant('ended' as const),
      well: fc.nat(19).map((one) => one === 0),
      lifeMs: fc.oneof({ weight: 9, arbitrary: fc.nat(100) }, fc.integer({ min: 101, max: 1e6 })),
      outlived: fc.nat(19).map((one) => one === 0),
    }),
  },
)

test('a pause lasts no longer than a second, never ends sooner than was said, and none begins without cause', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
      const acceptance = new Acceptance()
      const failures = { accept: 0, fork: 0 }
      let [nowMs, row] = [0, 0]
      for (const one of happenings) {
        nowMs += one.passedMs
        const before = acceptance.resumesMs
        let pauses = false
        if (one.what === 'ended') {
          const servedWell = one.well || one.lifeMs > 100
          if (servedWell || one.outlived) row = 0
          if (!servedWell) row++
          pauses = !servedWell && row >= DEATHS_IN_A_ROW
          const first = acceptance.ended({ ...one, nowMs }, () => one.outlived)
          expect(first).toBe(pauses && row === DEATHS_IN_A_ROW)
        } else if (one.what === 'failed') {
          pauses = true
          expect(acceptance.failed(one.trouble, nowMs)).toBe(++failures[one.trouble] === 1)
        } else {
          expect(acceptance.succeeded(one.trouble)).toBe(failures[one.trouble])
          failures[one.trouble] = 0
        }
        expect(acceptance.resumesMs).toBeGreaterThanOrEqual(before)
        expect(acceptance.resumesMs).toBeLessThanOrEqual(Math.max(before, nowMs + LONGEST_MS))
        if (pauses) expect(acceptance.resumesMs).toBeGreaterThan(nowMs)
        else expect(acceptance.resumesMs).toBe(before)
      }
    }),
    { numRuns: 500 },
  )
})
