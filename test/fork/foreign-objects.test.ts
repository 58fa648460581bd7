// Kernel objects and memory of addons, which fork() does not know beforehand.
import { constants } from 'node:os'
import { isLinux } from '../helpers/huge-pages'
import { compileLibrary } from '../helpers/native-program'
import { type Line, runProgram } from '../helpers/program'

const { EAGAIN } = constants.errno

let children: Line[]

const run = async (...libraries: string[]) => {
  const env = { LD_PRELOAD: libraries.map(compileLibrary).join(':') }
  children = await runProgram('fork/foreign-objects', [], { env })
  expect(children).toHaveLength(3)
}

const seen = (what: string) => children.map((child) => child[what])

const expectOwnCounts = () => {
  expect(seen('counter')).toEqual([3, 3, 3])
  expect(seen('semaphore')).toEqual(Array(3).fill(isLinux(6, 5) ? [1, 1] : [3, -EAGAIN]))
}

beforeAll(() => run('foreign-objects'))

// Linux shows since 6.5 which is which; before, a semaphore becomes an eventfd, and is empty then.
test('each child has a semaphore and an eventfd of its own, with the counts of its parent', () => {
  expectOwnCounts()
})

test('what bears the mark of another kind, but sends the signal that it stands for, stays the open file it is', () => {
  expect(seen('sends')).toEqual([true, true, true])
})

test('memory that is kept from children after the first fork stays kept', () => {
  expect(seen('kept')).toEqual([true, true, true])
})

// The semaphore, whose number is far from the others', would be the one that is left over.
test('and so if another thread opens a descriptor while they are counted', async () => {
  await run('foreign-objects', 'opened-meanwhile')
  expectOwnCounts()
})
