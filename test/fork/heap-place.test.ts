// V8's heap lies together, so that forks note fewer pages, and that harms nothing that lies beside it.
import fs from 'node:fs'
import { about, runProgram } from '../helpers/program'

const hasHugePages = (): boolean => {
  try {
    const modes = fs.readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'latin1')
    return !modes.includes('[never]')
  } catch {
    return false
  }
}

test('pieces of the heap lie side by side, and in huge pages after some forks', async () => {
  const lines = await runProgram('fork/heap-place')
  // 40 MB are 160 pieces; those of Node's start, before the library was loaded, lie anywhere.
  expect(about(lines, 'filled')[0]?.loose).toBeLessThan(60)
  const [forked] = about(lines, 'forked')
  expect(Number(forked?.huge) > 0).toBe(hasHugePages())
  expect(about(lines, 'at the end')).toMatchObject([{ well: true }])
})

// Taken for a part of the heap, it made V8's worker threads crash on Node 26, now and then: this tries, and does not
// force it.
test('memory beside the heap is given back as what it is', async () => {
  for (let time = 0; time < 4; time++) {
    expect(about(await runProgram('fork/beside-heap'), 'well')).toHaveLength(1)
  }
})
