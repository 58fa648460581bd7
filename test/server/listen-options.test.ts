// What listen() is told, in all its forms.
import { type ListenArguments, settleListenOptions } from '../../lib/server/options/listen-options'
import { thrown } from '../helpers/thrown'

const TYPE = 'ERR_INVALID_ARG_TYPE'
const VALUE = 'ERR_INVALID_ARG_VALUE'
const RANGE = 'ERR_OUT_OF_RANGE'

const settle = (...given: unknown[]) => settleListenOptions(given as unknown as ListenArguments)

const DEFAULTS = { backlog: 511, ipv6Only: false, reusePort: false }

test.each([
  [[7000], { port: 7000 }],
  [[0, '127.0.0.1'], { port: 0, host: '127.0.0.1' }],
  [[7000, '::1', 5], { port: 7000, host: '::1', backlog: 5 }],
  [['/run/socket'], { path: '/run/socket' }],
  [['7000', '::1'], { port: 7000, host: '::1' }],
  [['/run/socket', 5], { path: '/run/socket', backlog: 5 }],
  [['\0abstract\0name'], { path: '\0abstract\0name' }],
  [[{ fd: 3 }], { fd: 3 }],
  [[{ path: '/run/socket', mode: 0o660 }], { path: '/run/socket', mode: 0o660 }],
  [[{ port: 1, ipv6Only: true, reusePort: true }], { port: 1, ipv6Only: true, reusePort: true }],
])('listen(...%j)', (given, settled) => {
  expect(settle(...given)).toEqual([{ ...DEFAULTS, ...settled }])
})

test('several places', () => {
  expect(settle([{ port: 1 }, { path: 'a' }])).toEqual([
    { ...DEFAULTS, port: 1 },
    { ...DEFAULTS, path: 'a' },
  ])
})

const MISUSE: [name: string, given: unknown[], code: string, shown: string][] = [
  ['options', [], TYPE, 'undefined'],
  ['options', [null], TYPE, 'null'],
  ['options', [true], TYPE, 'type boolean (true)'],
  ['options', [{}], VALUE, '{}'],
  ['options', [[]], VALUE, '[]'],
  ['options', [{ port: 1, path: 'a' }], VALUE, "{ port: 1, path: 'a' }"],
  ['options.port', [65536], RANGE, '65536'],
  ['options.port', [-1], RANGE, '-1'],
  ['options.port', [1.5], RANGE, '1.5'],
  ['options.port', [{ port: '7000' }], TYPE, "type string ('7000')"],
  ['options.port', [{ port: null }], TYPE, 'null'],
  ['options.host', [1, 2], TYPE, 'type number (2)'],
  ['options.host', [1, 'a\0b'], VALUE, "'a\\x00b'"],
  ['options.path', ['a\0b'], VALUE, "'a\\x00b'"],
  ['options.path', [{ path: 7 }], TYPE, 'type number (7)'],
  ['options.fd', [{ fd: -1 }], RANGE, '-1'],
  ['options.fd', [{ fd: '3' }], TYPE, "type string ('3')"],
  ['options.backlog', [1, '::', -1], RANGE, '-1'],
  ['options.backlog', ['a', '5'], TYPE, "type string ('5')"],
  ['options.mode', [{ path: 'a', mode: 0o1000 }], RANGE, '512'],
  ['options.mode', [{ path: 'a', mode: '660' }], TYPE, "type string ('660')"],
  ['options.ipv6Only', [{ port: 1, ipv6Only: 1 }], VALUE, '1'],
  ['options.reusePort', [{ port: 1, reusePort: 'yes' }], VALUE, "'yes'"],
  ['options.backlog', [{ port: 1, backlog: null }], TYPE, 'null'],
  ['options.ipv6Only', [{ port: 1, ipv6Only: null }], VALUE, 'null'],
  ['options[1].port', [[{ port: 1 }, { port: 70_000 }]], RANGE, '70000'],
  ['options[0]', [[7]], TYPE, 'type number (7)'],
  ['options[1]', [[{ port: 1 }, null]], TYPE, 'null'],
]

test.each(MISUSE)('%s is named: %j', (name, given, code, shown) => {
  const error = thrown(() => settle(...given))
  expect(error.code).toBe(code)
  expect(error.message).toMatch(new RegExp(`["']${name.replace(/[[\]]/g, '\\$&')}["']`))
  expect(error.message).toContain(`Received ${shown}`)
})
