// Kernel objects and memory of addons, which fork() does not know beforehand.
import { compileLibrary } from '../helpers/native-program'
import { type Line, runProgram } from '../helpers/program'

let children: Line[]

beforeAll(async () => {
  const env = { LD_PRELOAD: compileLibrary('foreign-objects') }
  children = await runProgram('fork/foreign-objects', [], { env })
  expect(children).toHaveLength(3)
})

const seen = (what: string) => children.map((child) => child[what])

// Linux shows since 6.5 which they are, but for that a semaphore gives 1 at a time.
test('each child has a semaphore and an eventfd of its own, with the counts of its parent', () => {
  expect(seen('counter')).toEqual([3, 3, 3])
  expect(seen('semaphore')).toEqual(Array(3).fill([1, 1]))
})

test('what bears the mark of another kind, but sends the signal that it stands for, stays the open file it is', () => {
  expect(seen('owned')).toEqual([true, true, true])
})

test('memory that is kept from children after the first fork stays kept', () => {
  expect(seen('kept')).toEqual([true, true, true])
})
