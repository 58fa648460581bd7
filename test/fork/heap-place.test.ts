// V8's heap lies together, so that forks note fewer pages, and that harms nothing that lies beside it.
import { hasHugePages } from '../helpers/huge-pages'
import { about, runProgram } from '../helpers/program'

test('pieces of the heap lie side by side, and in huge pages after some forks', async () => {
  const lines = await runProgram('fork/heap-place')
  // 40 MB are 160 pieces; those of Node's start, before the library was loaded, lie anywhere.
  expect(about(lines, 'filled')[0]?.loose).toBeLessThan(60)
  const [forked] = about(lines, 'forked')
  expect(Number(forked?.huge) > 0).toBe(hasHugePages())
  expect(about(lines, 'at the end')).toMatchObject([{ well: true }])
})

// Taken for a part of the heap it stayed mapped, half a gigabyte a worker thread; and where it
// reached beyond the end of the area, threads crashed.
test('memory beside the heap is given back as what it is', async () => {
  const lines = await runProgram('fork/beside-heap')
  const [first, last] = ['first', 'last'].map((what) => Number(about(lines, what)[0]?.mappedMb))
  expect(Number(last) - Number(first)).toBeLessThan(2000)
})
