// What the tests of properties draw from.
import fc from 'fast-check'

/** Whatever a user's JSON, or a user's mistake, may bring. */
export const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(undefined, null, true, false, '', 0, -0, -1, 0.5, [], {}),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 1e300),
  // Objects that look like what they are not.
  fc.dictionary(
    fc.constantFrom('constructor', 'toString', 'valueOf', 'name', 'length', 'startsWith', 'then'),
    fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant({ name: { toString: 1, valueOf: 1 } })),
    { minKeys: 1 },
  ),
  fc.string({ unit: 'binary' }),
  fc.integer(),
)

/** A stream of bytes in pieces, some of which are empty. */
export const inPieces = <Bytes extends Uint8Array>(
  bytes: Bytes,
  cuts: readonly number[],
): Uint8Array[] => {
  const at = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b)
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length))
}

export const cuts = fc.array(fc.nat({ max: 100_000 }), { maxLength: 30 })
