// Sources, against addresses that are numbers.
import fc from 'fast-check'
import { sourceOf } from '../../lib/server/daemon/source'

const bits = (length: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(length)) - 1n })

const ipv4Text = (number: bigint) =>
  [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.')

const groupsOf = (number: bigint) =>
  Array.from({ length: 8 }, (_, index) => (number >> BigInt(16 * (7 - index))) & 0xffffn)

/** All ways to write a number: with a gap for some zeros or without, in either case. */
const ipv6Text = (number: bigint, from: number, length: number, upper: boolean) => {
  const groups = groupsOf(number)
  const words = groups.map((group) => group.toString(16))
  const zeros = groups.slice(from, from + length)
  const gap = zeros.length > 0 && zeros.every((group) => group === 0n)
  const text = gap
    ? `${words.slice(0, from).join(':')}::${words.slice(from + length).join(':')}`
    : words.join(':')
  return upper ? text.toUpperCase() : text
}

// Random ones would have nothing in common: the second differs from the first in some of the bits.
const pair = (length: number) =>
  fc
    .tuple(bits(length), fc.integer({ min: 0, max: length }), bits(length))
    .map(([one, common, noise]) => ({ one, other: one ^ (noise >> BigInt(common)) }))

const sameStart = (one: bigint, other: bigint, length: number, prefix: number) =>
  one >> BigInt(length - prefix) === other >> BigInt(length - prefix)

const mapped = (number: bigint, upper: boolean) =>
  `::${upper ? 'FFFF' : 'ffff'}:${ipv4Text(number)}`

test('two IPv4 clients are one source if, and only if, they share the prefix; mapped or not', () => {
  const property = fc.property(
    pair(32),
    fc.integer({ min: 0, max: 32 }),
    fc.boolean(),
    ({ one, other }, ipv4, upper) => {
      const source = (family: 'IPv4' | 'IPv6', address: string) =>
        sourceOf({ family, address, port: 1 }, { ipv4, ipv6: 128 })
      const [left, right] = [source('IPv4', ipv4Text(one)), source('IPv4', ipv4Text(other))]
      expect(left === right).toBe(sameStart(one, other, 32, ipv4))
      expect(source('IPv6', mapped(one, upper))).toBe(left)
    },
  )
  fc.assert(property, { numRuns: 1000 })
})

test('two IPv6 clients are one source if, and only if, they share the prefix, however they are written', () => {
  const sparse = pair(128).map(({ one, other }) => {
    const mask = 0xffff_0000_0000_ffff_0000_0000_0000_ffffn // zeros to leave out
    return { one: one & mask, other: other & mask }
  })
  const property = fc.property(
    fc.oneof(pair(128), sparse),
    fc.integer({ min: 0, max: 128 }),
    fc.tuple(fc.nat(7), fc.nat(8), fc.boolean()),
    ({ one, other }, ipv6, [from, length, upper]) => {
      const source = (number: bigint) =>
        sourceOf(
          { family: 'IPv6', address: ipv6Text(number, from, length, upper), port: 1 },
          { ipv4: 32, ipv6 },
        )
      expect(source(one) === source(other)).toBe(sameStart(one, other, 128, ipv6))
      expect(source(one)).toHaveLength(2 + ipv6)
    },
  )
  fc.assert(property, { numRuns: 1000 })
})
