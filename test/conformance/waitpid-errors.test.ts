// What waitpid() refuses, and how.
import { see } from '../helpers/conformance'

test('W01 without children, waitpid fails with ECHILD, WNOHANG or not', async () => {
  expect(await see('waitpid-errors', 'W01')).toEqual(['ECHILD', 'ECHILD'])
})

test('W02 a process that is no child is ECHILD, unknown options EINVAL, INT_MIN ESRCH, beside a child that stays', async () => {
  expect(await see('waitpid-errors', 'W02')).toEqual({
    notAChild: 'ECHILD',
    unknownOptions: 'EINVAL',
    lowestPid: 'ESRCH',
    child: 'SIGKILL',
  })
})

test('W22 arguments of a wrong type or range are refused, and no child that they could be coerced to is waited for', async () => {
  const TYPE = 'TypeError ERR_INVALID_ARG_TYPE'
  const RANGE = 'RangeError ERR_OUT_OF_RANGE'
  expect(await see('waitpid-errors', 'W22')).toEqual({
    types: Array(8).fill(TYPE),
    ranges: Array(7).fill(RANGE),
    optionTypes: Array(4).fill(TYPE),
    optionRanges: Array(3).fill(RANGE),
    child: 42,
  })
})

test('W23 whatever failed before it, waitpid(0, WNOHANG) returns at once with nothing', async () => {
  expect(await see('waitpid-errors', 'W23')).toEqual({
    told: [
      ['EINTR', 'none'],
      ['EBADF', 'none'],
      ['ESRCH', 'none'],
      ['ECHILD', 'none'],
    ],
    child: 'SIGKILL',
  })
})
