// libuv's records of its io_urings lie on the heap, behind copies of the arguments. Wherever these move
// them, the child must find them: it would use its parent's rings, until one of the two aborts.
import { runInSession } from '../helpers/run-in-session'

// An argument is copied some four times before: these lengths move a record through a whole page, in
// steps shorter than the record, so that it comes to lie across two pages.
const LENGTHS = 1_100
const STEP = 12
const AT_ONCE = 4

const run = async (length: number) => {
  const { stdout, stderr, code, signal } = await runInSession('fork/shared-rings', [
    'x'.repeat(length),
  ])
  return { length, stdout, stderr, code, signal }
}

test('whatever the length of the arguments, a child has no io_uring of its parent', async () => {
  for (let length = 0; length < LENGTHS; length += STEP * AT_ONCE) {
    const lengths = Array.from({ length: AT_ONCE }, (_, index) => length + index * STEP)
    expect(await Promise.all(lengths.map(run))).toEqual(
      lengths.map((length) => ({ length, stdout: '0', stderr: '', code: 0, signal: null })),
    )
  }
})
