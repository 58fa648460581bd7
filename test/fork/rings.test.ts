// Node 22 and later have an io_uring in each event loop. A child that kept one would submit its
// parent's requests.
import { about, runProgram } from '../helpers/program'

const PAGE = 4096
// libuv's record of a ring is 64 bytes long: one of these lengths makes it lie across two pages.
const LENGTHS = Array.from({ length: Math.ceil(PAGE / 48) }, (_, step) => step * 48)

test('a child has no ring, wherever in memory the event loops of its parent lie', async () => {
  const seen = new Map<number, unknown>()
  const measure = async (length: number) => {
    const lines = await runProgram('fork/rings', ['x'.repeat(length)])
    const [child] = about(lines, 'child')
    seen.set(length, [child?.rings, child?.mappings])
  }
  for (let at = 0; at < LENGTHS.length; at += 2) {
    await Promise.all(LENGTHS.slice(at, at + 2).map(measure))
  }
  expect([...seen].filter(([, counts]) => String(counts) !== '0,0')).toEqual([])
})
