// fork() and onFork() with wrong arguments; nothing is forked here.
import { fork, onFork } from '../../lib'
import { thrown } from '../helpers/thrown'

const wrong = (call: () => unknown) => {
  const { name, code, message } = thrown(call)
  return [name, code, message]
}

const forkWith = (options: unknown) => wrong(() => fork(options as never))
const onForkWith = (hooks: unknown) => wrong(() => onFork(hooks as never))

const TYPE = ['TypeError', 'ERR_INVALID_ARG_TYPE']
const RANGE = ['RangeError', 'ERR_OUT_OF_RANGE']

test.each([
  [null, 'null'],
  ['1', "type string ('1')"],
  [1, 'type number (1)'],
  [function named() {}, 'function named'],
])('fork(%p) is refused for its type', (options, received) => {
  expect(forkWith(options)).toEqual([
    ...TYPE,
    `The "options" argument must be of type object. Received ${received}`,
  ])
})

test.each([
  ['1', "type string ('1')"],
  [1n, 'type bigint (1n)'],
  [null, 'null'],
  [{}, 'an instance of Object'],
])('quietMs %p is refused for its type', (quietMs, received) => {
  expect(forkWith({ quietMs })).toEqual([
    ...TYPE,
    `The "options.quietMs" property must be of type number. Received ${received}`,
  ])
})

test.each([
  [-1, '>= 0 && <= 2147483647', '-1'],
  [2 ** 31, '>= 0 && <= 2147483647', '2147483648'],
  [1.5, 'an integer', '1.5'],
  [Number.NaN, 'an integer', 'NaN'],
  [Number.POSITIVE_INFINITY, 'an integer', 'Infinity'],
])('quietMs %p is refused for its range', (quietMs, range, received) => {
  expect(forkWith({ quietMs })).toEqual([
    ...RANGE,
    `The value of "options.quietMs" is out of range. It must be ${range}. Received ${received}`,
  ])
})

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [function named() {}, 'function named'],
  ['child', "type string ('child')"],
])('onFork(%p) is refused', (hooks, received) => {
  expect(onForkWith(hooks)).toEqual([
    ...TYPE,
    `The "hooks" argument must be of type object. Received ${received}`,
  ])
})

test.each(['prepare', 'parent', 'child'])('a %s part that is no function is refused', (part) => {
  for (const [value, received] of [
    [1, 'type number (1)'],
    [null, 'null'],
    [{}, 'an instance of Object'],
  ]) {
    expect(onForkWith({ [part]: value })).toEqual([
      ...TYPE,
      `The "hooks.${part}" property must be of type function. Received ${received}`,
    ])
  }
})

test('a part that is left out or undefined is none', () => {
  onFork({})()
  onFork({ prepare: undefined } as never)()
})
