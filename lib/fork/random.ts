// A Math.random for the child of a fork. V8 keeps the generator's state and 64 values ahead in its
// heap, which siblings share to the bit; there is no way to reseed it from outside.
import { randomFillSync } from 'node:crypto'

/**
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded with 128 bits from the kernel: passes the same
 * test batteries as V8's own generator, and is not for secrets either.
 */
export const freshRandom = (): (() => number) => {
  const seed = randomFillSync(new Int32Array(4)) as Int32Array & [number, number, number, number]
  let [a, b, c, counter] = seed
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  const random = () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000
  for (let round = 0; round < 12; round++) next()
  return random
}
