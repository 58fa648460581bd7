// Whom waitpid() waits for.
import { see } from '../helpers/conformance'

test('W05 waiting for one of 25 takes that one, the second time ECHILD, and the others stay', async () => {
  expect(await see('waitpid-which', 'W05')).toEqual({
    named: [true, 12],
    again: 'ECHILD',
    others: Array.from({ length: 25 }, (_, status) => [true, status]).filter((_, at) => at !== 12),
  })
})

test('W06 of two children the second can be waited for first, and both are gone afterwards', async () => {
  expect(await see('waitpid-which', 'W06')).toEqual({
    waited: [
      [true, 2],
      [true, 1],
    ],
    gone: ['ESRCH', 'ESRCH'],
  })
})

const EIGHT = { eachOnce: true, statuses: Array(8).fill(3), end: 'ECHILD' }

test('W14 waitpid(-1) takes each of 8 children once, then ECHILD', async () => {
  expect(await see('waitpid-which', 'W14')).toEqual(EIGHT)
})

test('W15 waitpid(-1, WNOHANG) takes each of 8 children once, then ECHILD', async () => {
  expect(await see('waitpid-which', 'W15')).toEqual(EIGHT)
})

test('W17 0 is the own process group alone, -n group n alone, and children of other groups stay', async () => {
  expect(await see('waitpid-which', 'W17')).toEqual({
    zero: [true, 'ECHILD'],
    group: [true, 'ECHILD'],
    left: [true, 'ECHILD'],
  })
})

test('W18 a pid or a group without a child of ours is ECHILD although a child is ready; the right one gives it', async () => {
  expect(await see('waitpid-which', 'W18')).toEqual({
    wrong: ['ECHILD', 'ECHILD', 'ECHILD'],
    right: [true, 5],
    rightGroup: true,
  })
})

test('W24 waiting until ECHILD gives nothing without children, and pid and status of three, who are gone then', async () => {
  expect(await see('waitpid-which', 'W24')).toEqual({
    none: { pids: [], statuses: [], end: 'ECHILD' },
    three: [7, 8, 9],
    count: 3,
    gone: ['ESRCH', 'ESRCH', 'ESRCH'],
  })
})
