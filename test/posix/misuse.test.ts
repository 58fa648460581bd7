// What every call does with arguments that are wrong in type or range.
import fs from 'node:fs'

import * as exports from '../../lib'
import * as passing from '../../lib/posix/descriptor-passing'
import * as descriptors from '../../lib/posix/descriptors'
import * as sockets from '../../lib/posix/sockets'
import { thrown } from '../helpers/thrown'

// With the calls that are for the library itself.
const posix = { ...exports, ...descriptors, ...passing, ...sockets }

interface IntArgument {
  call: string
  name: string
  /** Right values for the arguments; the one at `index` is replaced. */
  args: unknown[]
  index: number
  min?: number
  max?: number
  optional?: boolean
}

const INT_MIN = -(2 ** 31)
const INT_MAX = 2 ** 31 - 1
const ADDRESS = { address: '127.0.0.1', port: 0 }
const BYTES = new Uint8Array(1)

// Any call that let one of the wrong values through would meet a closed descriptor or a bad option.
const FD = INT_MAX

const fd = (call: string, ...rest: unknown[]): IntArgument => ({
  call,
  name: 'fd',
  args: [FD, ...rest],
  index: 0,
  min: 0,
})

const ints: IntArgument[] = [
  fd('close'),
  fd('read', BYTES),
  fd('write', BYTES),
  fd('bind', ADDRESS),
  fd('connect', ADDRESS),
  fd('listen', 1),
  fd('accept'),
  fd('shutdown', 0),
  fd('setNonblocking'),
  fd('sendNow', BYTES),
  fd('receiveNow', BYTES),
  fd('getsockname'),
  fd('getpeername'),
  fd('setsockopt', 1, 1, 1),
  fd('getsockopt', 1, 1),
  { call: 'dup2', name: 'oldfd', args: [FD, FD], index: 0, min: 0 },
  { call: 'dup2', name: 'newfd', args: [FD, FD], index: 1, min: 0 },
  { call: 'listen', name: 'backlog', args: [FD, 1], index: 1, min: 0, optional: true },
  { call: 'shutdown', name: 'how', args: [FD, 99], index: 1 },
  { call: 'sendDescriptor', name: 'socket', args: [FD, FD], index: 0, min: 0 },
  { call: 'sendDescriptor', name: 'fd', args: [FD, FD], index: 1, min: 0 },
  { call: 'receiveDescriptor', name: 'socket', args: [FD], index: 0, min: 0 },
  { call: 'accept', name: 'flags', args: [FD, 0], index: 1, optional: true },
  { call: 'setsockopt', name: 'level', args: [FD, 1, 1, 1], index: 1 },
  { call: 'setsockopt', name: 'name', args: [FD, 1, 1, 1], index: 2 },
  { call: 'getsockopt', name: 'level', args: [FD, 1, 1], index: 1 },
  { call: 'getsockopt', name: 'name', args: [FD, 1, 1], index: 2 },
  { call: 'waitpid', name: 'pid', args: [1], index: 0 },
  { call: 'waitpid', name: 'options', args: [1, 1], index: 1, optional: true },
  { call: 'wait4', name: 'pid', args: [1], index: 0 },
  { call: 'wait4', name: 'options', args: [1, 1], index: 1, optional: true },
  { call: 'kill', name: 'pid', args: [0, 0], index: 0 },
  { call: 'sigprocmask', name: 'how', args: [99, []], index: 0 },
  { call: 'getpgid', name: 'pid', args: [1], index: 0 },
  { call: 'setpgid', name: 'pid', args: [1, 1], index: 0 },
  { call: 'setpgid', name: 'pgid', args: [1, 1], index: 1 },
  { call: 'umask', name: 'mask', args: [0], index: 0, min: 0, max: 0o777, optional: true },
  { call: '_exit', name: 'status', args: [0], index: 0 },
  { call: 'pipe', name: 'flags', args: [-1], index: 0, optional: true },
  { call: 'poll', name: 'timeoutMs', args: [[], 0], index: 1, min: -1, optional: true },
]
for (const call of ['socket', 'socketpair']) {
  for (const [index, name] of ['domain', 'type', 'protocol'].entries()) {
    ints.push({ call, name, args: [-1, -1, -1], index, optional: name === 'protocol' })
  }
}

const run = ({ call, args, index }: IntArgument, value: unknown): unknown => {
  const given = args.slice()
  given[index] = value
  return (posix[call as keyof typeof posix] as (...given: unknown[]) => unknown)(...given)
}

const wrongTypes: [shown: string, value: unknown, received: string][] = [
  ['null', null, 'null'],
  ['a string', '1', "type string ('1')"],
  ['a bigint', 1n, 'type bigint (1n)'],
  ['a boolean', true, 'type boolean (true)'],
  ['a symbol', Symbol('fd'), 'type symbol (Symbol(fd))'],
  ['an object', {}, 'an instance of Object'],
  ['an object that would convert', { valueOf: () => 1 }, 'an instance of Object'],
  ['an array', [1], 'an instance of Array'],
  ['a function', function one() {}, 'function one'],
]

const expected = (name: string, base: string, code: string, message: string) => ({
  name: base,
  code,
  message,
  keys: ['code'],
  firstLine: `${base} [${code}]: ${message}`,
  argument: name,
})

const actual = (name: string, call: () => unknown) => {
  const { error, ...rest } = thrown(call)
  return { ...rest, firstLine: error.stack?.split('\n')[0], argument: name }
}

describe.each(ints)('$call($name)', (int) => {
  const { name, min = INT_MIN, max = INT_MAX, optional = false } = int

  test.each(wrongTypes)('refuses %s', (_, value, received) => {
    expect(actual(name, () => run(int, value))).toEqual(
      expected(
        name,
        'TypeError',
        'ERR_INVALID_ARG_TYPE',
        `The "${name}" argument must be of type number. Received ${received}`,
      ),
    )
  })

  test.each([Number.NaN, 1.5, -0.5, Number.POSITIVE_INFINITY])('refuses %p', (value) => {
    expect(actual(name, () => run(int, value))).toEqual(
      expected(
        name,
        'RangeError',
        'ERR_OUT_OF_RANGE',
        `The value of "${name}" is out of range. It must be an integer. Received ${value}`,
      ),
    )
  })

  test.each([min - 1, max + 1])('refuses %d', (value) => {
    expect(actual(name, () => run(int, value))).toEqual(
      expected(
        name,
        'RangeError',
        'ERR_OUT_OF_RANGE',
        `The value of "${name}" is out of range. It must be >= ${min} && <= ${max}. Received ${value}`,
      ),
    )
  })

  test.each([2 ** 40, -(2 ** 53)])('refuses %d, whose digits are grouped', (value) => {
    expect(thrown(() => run(int, value)).message).toMatch(
      /Received -?[1-9]_\d{3}_|Received -9_007_/,
    )
  })

  if (!optional) {
    test('refuses to be left out', () => {
      expect(thrown(() => run(int, undefined)).message).toBe(
        `The "${name}" argument must be of type number. Received undefined`,
      )
    })
  }
})

describe('the words are those of Node itself', () => {
  const values = [...wrongTypes.map(([, value]) => value), undefined, Number.NaN, 1.5, -1, 2 ** 31]

  test.each(values.map((value) => [value]))('for a descriptor %p', (value) => {
    const ours = thrown(() => posix.close(value as number))
    const node = thrown(() => fs.readSync(value as number, BYTES))
    expect({ ...ours, error: null }).toEqual({ ...node, error: null })
    expect(ours.error instanceof (typeof value === 'number' ? RangeError : TypeError)).toBe(true)
  })

  test.each([['SIGNOPE'], ['sigterm'], ['toString'], ['']])('for the signal %p', (signal) => {
    expect(thrown(() => posix.kill(process.pid, signal as NodeJS.Signals))).toMatchObject({
      name: 'TypeError',
      code: 'ERR_UNKNOWN_SIGNAL',
      message: `Unknown signal: ${signal}`,
      keys: ['code'],
    })
  })

  test('for a path with a null byte', () => {
    const ours = thrown(() => posix.chdir('/\0x'))
    const node = thrown(() => fs.statSync('/\0x'))
    expect(ours).toMatchObject({ name: node.name, code: node.code, keys: node.keys })
    expect(ours.message).toBe(node.message.replace('string, Uint8Array, or URL', 'string'))
  })
})

const refuses = (call: () => unknown, code: string, message: string) => {
  const base = code === 'ERR_OUT_OF_RANGE' ? 'RangeError' : 'TypeError'
  expect(actual('', call)).toEqual(expected('', base, code, message))
}

// biome-ignore lint/suspicious/noExplicitAny: the point is to give what the types forbid
const any = (value: unknown): any => value

test.each([
  [null, 'null'],
  [true, 'type boolean (true)'],
  [{}, 'an instance of Object'],
])('kill refuses the signal %p', (signal, received) => {
  refuses(
    () => posix.kill(process.pid, any(signal)),
    'ERR_INVALID_ARG_TYPE',
    `The "signal" argument must be one of type string or number. Received ${received}`,
  )
})

test('kill refuses a signal number with a fraction', () => {
  refuses(
    () => posix.kill(process.pid, 0.5),
    'ERR_OUT_OF_RANGE',
    'The value of "signal" is out of range. It must be an integer. Received 0.5',
  )
})

test.each([
  ['a string', 'x', "type string ('x')"],
  ['an array', [1], 'an instance of Array'],
  ['an ArrayBuffer', new ArrayBuffer(1), 'an instance of ArrayBuffer'],
  ['a DataView', new DataView(new ArrayBuffer(1)), 'an instance of DataView'],
  ['a Uint16Array', new Uint16Array(1), 'an instance of Uint16Array'],
  ['a Uint8ClampedArray', new Uint8ClampedArray(1), 'an instance of Uint8ClampedArray'],
  ['nothing', undefined, 'undefined'],
])('read, receiveNow and sendNow refuse %s as their bytes', (_, buffer, received) => {
  for (const [name, call] of [
    ['buffer', posix.read],
    ['buffer', posix.receiveNow],
    ['bytes', posix.sendNow],
  ] as const) {
    refuses(
      () => call(FD, any(buffer)),
      'ERR_INVALID_ARG_TYPE',
      `The "${name}" argument must be an instance of Uint8Array. Received ${received}`,
    )
  }
})

test.each([
  [1, 'type number (1)'],
  [null, 'null'],
  [new Uint16Array(1), 'an instance of Uint16Array'],
])('write refuses %p as its data', (data, received) => {
  refuses(
    () => posix.write(FD, any(data)),
    'ERR_INVALID_ARG_TYPE',
    `The "data" argument must be of type string or an instance of Uint8Array. Received ${received}`,
  )
})

test.each([
  ['1', "type string ('1')"],
  [null, 'null'],
  [new Int32Array(1), 'an instance of Int32Array'],
])('setsockopt refuses the value %p', (value, received) => {
  refuses(
    () => posix.setsockopt(FD, 1, 1, any(value)),
    'ERR_INVALID_ARG_TYPE',
    'The "value" argument must be one of type number or boolean or an instance of Uint8Array. ' +
      `Received ${received}`,
  )
})

test.each([
  [1, 'type number (1)'],
  [Buffer.from('/'), 'an instance of Buffer'],
  [undefined, 'undefined'],
])('chdir refuses the path %p', (path, received) => {
  refuses(
    () => posix.chdir(any(path)),
    'ERR_INVALID_ARG_TYPE',
    `The "path" argument must be of type string. Received ${received}`,
  )
})

describe('poll refuses', () => {
  test.each([
    [
      'no array',
      {},
      'The "fds" argument must be an instance of Array. Received an instance of Object',
    ],
    [
      'a number in the array',
      [1],
      'The "fds[0]" argument must be of type object. Received type number (1)',
    ],
    [
      'a hole in the array',
      Array(1),
      'The "fds[0]" argument must be of type object. Received undefined',
    ],
    [
      'an entry without events',
      [{ fd: 0, events: 0 }, { fd: 0 }],
      'The "fds[1].events" property must be of type number. Received undefined',
    ],
    [
      'a descriptor that is a string',
      [{ fd: '0', events: 0 }],
      `The "fds[0].fd" property must be of type number. Received type string ('0')`,
    ],
  ])('%s', (_, fds, message) => {
    refuses(() => posix.poll(any(fds), 0), 'ERR_INVALID_ARG_TYPE', message)
  })

  test('events that do not fit the C short', () => {
    refuses(
      () => posix.poll([{ fd: 0, events: 0x8000, revents: 0 }], 0),
      'ERR_OUT_OF_RANGE',
      'The value of "fds[0].events" is out of range. It must be >= 0 && <= 32767. Received 32768',
    )
  })
})

describe.each(['bind', 'connect'] as const)('%s refuses', (name) => {
  const call = (address: unknown) => () => posix[name](FD, any(address))

  test.each([
    [undefined, 'The "address" argument must be of type object. Received undefined'],
    ['::1', `The "address" argument must be of type object. Received type string ('::1')`],
    [{}, 'The "address.address" property must be of type string. Received undefined'],
    [{ path: 1 }, 'The "address.path" property must be of type string. Received type number (1)'],
    [{ family: 'unix' }, 'The "address.path" property must be of type string. Received undefined'],
    [{ address: '::' }, 'The "address.port" property must be of type number. Received undefined'],
    [
      { address: '127.0.0.1', port: '80' },
      `The "address.port" property must be of type number. Received type string ('80')`,
    ],
  ])('%j for its type', (address, message) => {
    refuses(call(address), 'ERR_INVALID_ARG_TYPE', message)
  })

  test.each([
    [
      { address: 'localhost', port: 1 },
      "'address.address' must be an IP address. Received 'localhost'",
    ],
    [{ address: '', port: 1 }, "'address.address' must be an IP address. Received ''"],
    [{ address: '127.1', port: 1 }, "'address.address' must be an IP address. Received '127.1'"],
    [
      { family: 'IPv4', address: '::1', port: 1 },
      "'address.address' must be an IPv4 address. Received '::1'",
    ],
    [
      { family: 'IPv6', address: '127.0.0.1', port: 1 },
      "'address.address' must be an IPv6 address without a zone. Received '127.0.0.1'",
    ],
    [
      { address: 'fe80::1%lo', port: 1 },
      "'address.address' must be an IPv6 address without a zone. Received 'fe80::1%lo'",
    ],
    [
      { family: 'ipv4', address: '127.0.0.1', port: 1 },
      "'address.family' must be one of 'IPv4', 'IPv6' or 'unix'. Received 'ipv4'",
    ],
    [{ path: '/a\0b' }, "'address.path' must be a string without null bytes. Received '/a\\x00b'"],
  ])('%j for its value', (address, message) => {
    refuses(call(address), 'ERR_INVALID_ARG_VALUE', `The property ${message}`)
  })

  test.each([
    [{ address: '127.0.0.1', port: -1 }, 'address.port', '>= 0 && <= 65535', '-1'],
    [{ address: '127.0.0.1', port: 65536 }, 'address.port', '>= 0 && <= 65535', '65536'],
    [{ address: '::', port: 1.5 }, 'address.port', 'an integer', '1.5'],
    [
      { address: '::', port: 1, flowlabel: 2 ** 20 },
      'address.flowlabel',
      '>= 0 && <= 1048575',
      '1048576',
    ],
    [{ address: '::', port: 1, scopeid: -1 }, 'address.scopeid', '>= 0 && <= 2147483647', '-1'],
  ])('%j for its range', (address, argument, range, received) => {
    refuses(
      call(address),
      'ERR_OUT_OF_RANGE',
      `The value of "${argument}" is out of range. It must be ${range}. Received ${received}`,
    )
  })

  test.each([
    ['path', '', 107],
    ['abstract name', '\0', 108],
  ])('a %s that has no room, naming the limit', (_, prefix, limit) => {
    const longest = prefix + 'x'.repeat(limit - prefix.length)
    const tooLong = thrown(call({ path: `${longest}x` }))
    expect(tooLong.code).toBe('ERR_INVALID_ARG_VALUE')
    expect(tooLong.message).toContain(`The property 'address.path' must be at most ${limit} bytes.`)
    // Bytes, not characters.
    expect(thrown(call({ path: `${longest.slice(1)}é` })).code).toBe('ERR_INVALID_ARG_VALUE')
    expect(thrown(call({ path: longest })).code).toBe('EBADF')
  })
})
