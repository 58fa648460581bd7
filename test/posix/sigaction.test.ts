// The arguments of sigaction() and what it returns.
import { SIG_IGN, sigaction } from '../../lib'
import { spawnFixture } from '../helpers/spawn-fixture'

test('the previous action is returned and can be put back, queries change nothing, the uncatchable is EINVAL', async () => {
  const fixture = spawnFixture('previous')
  await fixture.exited
  expect(fixture.stderr).toBe('')
  expect(await fixture.rest()).toEqual(['ok'])
})

test.each(['SIGFOO', 'sigterm', '', 'TERM'])('an unknown name (%j) is a TypeError', (name) => {
  expect(() => sigaction(name as NodeJS.Signals, SIG_IGN)).toThrow(
    expect.objectContaining({
      name: 'TypeError',
      code: 'ERR_UNKNOWN_SIGNAL',
      message: `Unknown signal: ${name}`,
    }),
  )
})

test.each([0, -1, 65, 4242, 1.5, Number.NaN])('the number %d is out of range', (number) => {
  expect(() => sigaction(number, SIG_IGN)).toThrow(
    expect.objectContaining({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }),
  )
})

test.each([
  ['signal', [null, SIG_IGN]],
  ['signal', [{}, SIG_IGN]],
  ['action', ['SIGHUP', null]],
  ['action', ['SIGHUP', 'SIG_IGN']],
  ['action', ['SIGHUP', {}]],
  ['action.flags', ['SIGHUP', { handler: SIG_IGN, flags: '1' }]],
  ['action.mask', ['SIGHUP', { handler: SIG_IGN, mask: 'SIGHUP' }]],
])('a wrong type of %s is named in the error (%j)', (name, args) => {
  expect(() => sigaction(...(args as Parameters<typeof sigaction>))).toThrow(
    expect.objectContaining({
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
      message: expect.stringContaining(`The "${name}" `),
    }),
  )
})

test.each([1.5, 2 ** 32, -(2 ** 31) - 1])('the flags %d are out of range', (flags) => {
  expect(() => sigaction('SIGHUP', { handler: SIG_IGN, flags })).toThrow(
    expect.objectContaining({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }),
  )
})

test('the stack of an error of misuse shows its code, as Node does', () => {
  const misuse = () => sigaction('SIGFOO' as NodeJS.Signals)
  const shown = /^TypeError \[ERR_UNKNOWN_SIGNAL\]: Unknown signal/
  expect(misuse).toThrow(expect.objectContaining({ stack: expect.stringMatching(shown) }))
})
