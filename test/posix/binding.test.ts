// The addon called directly, behind the back of lib/arguments.ts: it throws, and never crashes.
import { binding } from '../../lib/binding'
import { thrown } from '../helpers/thrown'

// Not the whole addon: fork, for one, must not be called here at all.
const names = [
  ...['getpgid', 'setpgid', 'kill', 'umask', '_exit', 'waitpid', 'wait4', 'setParentDeathSignal'],
  'sigprocmask',
  ...['close', 'release', 'pipe', 'dup2', 'read', 'write', 'poll'],
  ...['socket', 'socketpair', 'bind', 'connect', 'listen', 'accept', 'shutdown'],
  ...['setNonblocking', 'sendNow', 'receiveNow', 'sendDescriptor', 'receiveDescriptor'],
  ...['getsockname', 'getpeername', 'setsockopt', 'getsockopt'],
] as const

const detached = new Uint8Array(8)
structuredClone(detached.buffer, { transfer: [detached.buffer] })

const garbage: [shown: string, args: unknown[]][] = [
  ['nothing', []],
  ['undefined', Array(7).fill(undefined)],
  ['null', Array(7).fill(null)],
  ['strings', Array(7).fill('1')],
  ['NaN', Array(7).fill(Number.NaN)],
  ['fractions', Array(7).fill(0.5)],
  ['numbers beyond int', Array(7).fill(2 ** 31)],
  ['objects', Array(7).fill({})],
  ['symbols', Array(7).fill(Symbol('x'))],
]

describe.each(names)('the bare %s', (name) => {
  const call = binding[name] as (...args: unknown[]) => unknown

  test.each(garbage)('throws a TypeError when it is given %s', (_, args) => {
    expect(thrown(() => call(...args))).toMatchObject({
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
    })
  })
})

test.each([
  ['a float array', new Float64Array(1)],
  ['a DataView', new DataView(new ArrayBuffer(8))],
  ['an ArrayBuffer', new ArrayBuffer(8)],
])('the bare calls that take bytes, and poll, refuse %s', (_, value) => {
  const wrong = value as unknown as Uint8Array & Int32Array
  for (const call of [
    () => binding.read(0, wrong),
    () => binding.write(0, wrong),
    () => binding.sendNow(0, wrong),
    () => binding.receiveNow(0, wrong),
    () => binding.setsockopt(0, 0, 0, wrong),
    () => binding.poll(0, wrong),
  ]) {
    expect(thrown(call).code).toBe('ERR_INVALID_ARG_TYPE')
  }
})

test.each([[1], ['SIGHUP'], [null], [{ length: 0 }], [['SIGHUP']], [[null]]])(
  'the bare sigprocmask and sigaction refuse %p as a set of signals',
  (signals) => {
    const set = signals as unknown as number[]
    expect(thrown(() => binding.sigprocmask(0, set)).code).toBe('ERR_INVALID_ARG_TYPE')
    expect(thrown(() => binding.sigaction(1, 0, 0, set)).code).toBe('ERR_INVALID_ARG_TYPE')
  },
)

test('the bare bind refuses what is no address', () => {
  const { AF_INET, AF_INET6, AF_UNIX } = binding.constants
  for (const [family, address] of [
    [AF_INET, '::1'],
    [AF_INET, ''],
    [AF_INET6, '127.0.0.1'],
    [AF_UNIX, 'x'.repeat(108)],
    [AF_UNIX, 'x'.repeat(100_000)],
    [-1, '127.0.0.1'],
  ] as const) {
    expect(thrown(() => binding.bind(0, family, 1, 0, 0, address)).code).toBe(
      'ERR_INVALID_ARG_VALUE',
    )
  }
})

test('the bare poll leaves out a row that is not whole', () => {
  expect(binding.poll(0, new Int32Array(2))).toBe(0)
})

test('the bare calls take a detached buffer for an empty one', () => {
  expect(thrown(() => binding.read(2 ** 31 - 1, detached)).code).toBe('EBADF')
  expect(thrown(() => binding.write(2 ** 31 - 1, detached)).code).toBe('EBADF')
  expect(thrown(() => binding.sendNow(2 ** 31 - 1, detached)).code).toBe('EBADF')
  expect(thrown(() => binding.receiveNow(2 ** 31 - 1, detached)).code).toBe('EBADF')
})
