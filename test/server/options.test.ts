// What createServer() is told: the defaults, and misuse, which is named and shown.
import { createServer } from '../../lib'
import { checkLimits } from '../../lib/server/options/limits'
import { settleOptions } from '../../lib/server/options/options'
import { thrown } from '../helpers/thrown'

const TYPE = 'ERR_INVALID_ARG_TYPE'
const VALUE = 'ERR_INVALID_ARG_VALUE'
const RANGE = 'ERR_OUT_OF_RANGE'

const FLAGS = ['allowHalfOpen', 'noDelay', 'keepAlive', 'blocking', 'hugePages']
const DURATIONS = [
  'idleMs',
  'totalMs',
  'graceMs',
  'killMs',
  'keepAliveInitialDelayMs',
  'memoryBudgetMb',
]
const COUNTS = ['maxServers', 'maxServersPerSource']
const NAMES = ['orphans', 'atLimit']
const TEXTS = ['refusal', 'title']
const OBJECTS = ['inherit', 'sourcePrefix', 'prefork']
const FUNCTIONS = ['configuration', 'limits', 'warm']

/** Name of the option, wrong value, code, and what of the value the message shows. */
type Misuse = [name: string, value: unknown, code: string, shown: string]

const misuse = (names: string[], value: unknown, code: string, shown: string): Misuse[] =>
  names.map((name) => [name, value, code, shown])

const MISUSE: Misuse[] = [
  ...misuse(FLAGS, 'yes', VALUE, "'yes'"),
  ...misuse(FLAGS, 1, VALUE, '1'),
  ...misuse(DURATIONS, '5s', TYPE, "type string ('5s')"),
  ...misuse(DURATIONS, -1, RANGE, '-1'),
  ...misuse(DURATIONS, 0.5, RANGE, '0.5'),
  ...misuse(DURATIONS, 2 ** 31, RANGE, '2147483648'),
  ...misuse(DURATIONS, Number.NaN, RANGE, 'NaN'),
  ...misuse(COUNTS, 0, RANGE, '0'),
  ...misuse(COUNTS, 1.5, RANGE, '1.5'),
  ...misuse(COUNTS, '4', TYPE, "type string ('4')"),
  ...misuse(COUNTS, -Infinity, RANGE, '-Infinity'),
  ...misuse(FUNCTIONS, 'f', TYPE, "type string ('f')"),
  ...misuse(FUNCTIONS, false, TYPE, 'type boolean (false)'),
  ...misuse([...OBJECTS, ...TEXTS, ...DURATIONS, ...COUNTS, ...FUNCTIONS], null, TYPE, 'null'),
  ...misuse([...NAMES, ...FLAGS], null, VALUE, 'null'),
  ['atLimit', 'drop', VALUE, "'drop'"],
  ['orphans', 'keep', VALUE, "'keep'"],
  ['refusal', 7, TYPE, 'type number (7)'],
  ['refusal', Buffer.from('no'), TYPE, 'an instance of Buffer'],
  ['title', 7, TYPE, 'type number (7)'],
  ['inherit', 3, TYPE, 'type number (3)'],
  ['inherit', {}, TYPE, 'an instance of Object'],
  ['inherit[1]', [3, -1], RANGE, '-1'],
  ['inherit[0]', ['3'], TYPE, "type string ('3')"],
  ['prefork', 8, TYPE, 'type number (8)'],
  ['prefork.spare', { spare: -1 }, RANGE, '-1'],
  ['prefork.spare', { spare: '2' }, TYPE, "type string ('2')"],
  ['sourcePrefix', 8, TYPE, 'type number (8)'],
  ['sourcePrefix.ipv4', { ipv4: 33 }, RANGE, '33'],
  ['sourcePrefix.ipv6', { ipv6: 129 }, RANGE, '129'],
  ['sourcePrefix.ipv6', { ipv6: -1 }, RANGE, '-1'],
]

test.each(MISUSE)('options.%s: %p is %s', (name, value, code, shown) => {
  const option = name.split(/[.[]/)[0] as string
  const error = thrown(() => createServer({ [option]: value } as object, () => {}))
  expect(error.code).toBe(code)
  expect(error.message).toContain(`options.${name}`)
  expect(error.message).toContain(`Received ${shown}`)
})

test.each([
  [null, 'null'],
  [7, 'type number (7)'],
  [undefined, 'undefined'],
])('options that are no object: %p', (options, shown) => {
  const error = thrown(() => createServer(options as never, () => {}))
  expect([error.code, error.message]).toEqual([
    TYPE,
    `The "options" argument must be of type object. Received ${shown}`,
  ])
})

test.each([
  ['without a handler', [{}], 'undefined'],
  ['with a handler that is no function', [{}, 'echo'], "type string ('echo')"],
])('%s there is no server', (_, given, shown) => {
  const error = thrown(() => createServer(...(given as unknown as [() => void])))
  expect(error.code).toBe(TYPE)
  expect(error.message).toBe(`The "handler" argument must be of type function. Received ${shown}`)
})

test('the defaults', () => {
  const { configuration, limits, ...rest } = settleOptions({})
  expect(configuration()).toBeUndefined()
  expect(limits(undefined)).toEqual({
    maxServers: 256,
    atLimit: 'wait',
    maxServersPerSource: Number.POSITIVE_INFINITY,
    sourcePrefix: { ipv4: 32, ipv6: 64 },
    refusal: '',
    idleMs: 0,
    totalMs: 0,
  })
  expect(rest).toMatchObject({ graceMs: 5000, killMs: 1000, orphans: 'kill', title: 'realfork' })
  expect(rest).toMatchObject({ inherit: [], warm: undefined, blocking: false, noDelay: false })
})

test('limits of the configuration go before the options, which go before the defaults', () => {
  const { limits } = settleOptions<{ idleMs: number }>({
    idleMs: 1,
    totalMs: 2,
    sourcePrefix: { ipv4: 24 },
    limits: ({ idleMs }: { idleMs: number }) => ({ idleMs, sourcePrefix: { ipv6: 48 } }),
  })
  expect(limits({ idleMs: 3 })).toMatchObject({
    idleMs: 3,
    totalMs: 2,
    maxServers: 256,
    sourcePrefix: { ipv4: 24, ipv6: 48 },
  })
})

test('what the limits function returns is checked under a name of its own', () => {
  const { limits } = settleOptions<unknown>({ limits: (it: object) => it })
  expect(thrown(() => limits({ maxServers: 'many' })).message).toContain('"limits.maxServers"')
  expect(thrown(() => limits(undefined)).message).toContain('"limits"')
})

test('no limit at all is a limit, too', () => {
  const { maxServers } = checkLimits({ maxServers: Number.POSITIVE_INFINITY }, 'options')
  expect(maxServers).toBe(Number.POSITIVE_INFINITY)
})

test('limits that are still to come are none', () => {
  const limits = (async () => ({ maxServers: 1 })) as unknown as () => { maxServers: number }
  const { code, message } = thrown(() => settleOptions({ limits }).limits(undefined))
  expect(code).toBe('ERR_INVALID_RETURN_VALUE')
  expect(message).toContain('"options.limits"')
})
