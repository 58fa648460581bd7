// Kernel objects and memory of addons, which fork() does not know beforehand.
import { constants } from 'node:os'
import { isLinux } from '../helpers/huge-pages'
import { compileLibrary } from '../helpers/native-program'
import { type Line, runProgram } from '../helpers/program'

const { EAGAIN } = constants.errno

let children: Line[]

beforeAll(async () => {
  const env = { LD_PRELOAD: compileLibrary('foreign-objects') }
  children = await runProgram('fork/foreign-objects', [], { env })
  expect(children).toHaveLength(3)
})

const seen = (what: string) => children.map((child) => child[what])

// Linux shows since 6.5 which is which; before, a semaphore becomes an eventfd, and is empty then.
test('each child has a semaphore and an eventfd of its own, with the counts of its parent', () => {
  expect(seen('counter')).toEqual([3, 3, 3])
  expect(seen('semaphore')).toEqual(Array(3).fill(isLinux(6, 5) ? [1, 1] : [3, -EAGAIN]))
})

test('what bears the mark of another kind, but sends the signal that it stands for, stays the open file it is', () => {
  expect(seen('sends')).toEqual([true, true, true])
})

test('memory that is kept from children after the first fork stays kept', () => {
  expect(seen('kept')).toEqual([true, true, true])
})
