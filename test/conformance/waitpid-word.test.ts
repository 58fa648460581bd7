// The status word, all 65 536 of them.
import { decodeWaitStatus } from '../../lib'

const WORDS = Array.from({ length: 0x10000 }, (_, word) => word)

/** How many of the four kinds of news the word is. */
const kinds = (word: number): number => {
  const { exitCode, signal, stopSignal, continued } = decodeWaitStatus(word)
  return [exitCode !== null, signal !== null, stopSignal !== null, continued].filter(Boolean).length
}

test('W21 each 16-bit word is one of exited, killed, stopped and continued; 255 that no kernel makes are none', () => {
  // A low byte of 0xff would be a stop with a core image. 0xffff alone has a meaning.
  const impossible = WORDS.filter((word) => (word & 0xff) === 0xff && word !== 0xffff)
  expect(impossible).toHaveLength(255)
  expect(WORDS.filter((word) => kinds(word) !== 1)).toEqual(impossible)
  expect(impossible.filter((word) => kinds(word) !== 0)).toEqual([])
})
