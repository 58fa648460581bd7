// Which addresses are one source.
import { sourceOf } from '../../lib/server/daemon/source'

const source = (address: string, prefix: { ipv4?: number; ipv6?: number } = {}) =>
  sourceOf(
    { family: address.includes(':') ? 'IPv6' : 'IPv4', address, port: 1 },
    { ipv4: 32, ipv6: 64, ...prefix },
  )

test.each([
  ['192.0.2.1', '192.0.2.1', {}],
  ['192.0.2.1', '192.0.2.254', { ipv4: 24 }],
  ['10.1.2.3', '10.127.0.0', { ipv4: 9 }],
  ['10.0.0.0', '192.0.2.1', { ipv4: 0 }],
  ['::ffff:192.0.2.1', '192.0.2.1', {}],
  ['::FFFF:192.0.2.1', '192.0.2.77', { ipv4: 24, ipv6: 128 }],
  ['2001:db8::1', '2001:db8::2', {}],
  ['2001:db8::', '2001:db8:0:0:ffff:ffff:ffff:ffff', {}],
  ['2001:db8:1::', '2001:db8:1:ffff::', { ipv6: 48 }],
  ['::1', '0:0:0:0:0:0:0:1', { ipv6: 128 }],
  ['fe80::1', '2001:db8::1', { ipv6: 0 }],
])('%s and %s are one source: %j', (one, other, prefix) => {
  expect(source(one, prefix)).toBe(source(other, prefix))
})

test.each([
  ['192.0.2.1', '192.0.2.2', {}],
  ['192.0.2.1', '192.0.3.1', { ipv4: 24 }],
  ['10.1.2.3', '10.128.0.0', { ipv4: 9 }],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', { ipv6: 0 }],
  ['2001:db8::1', '2001:db8:0:1::1', {}],
  ['2001:db8::1', '2001:db8::2', { ipv6: 128 }],
  ['1::2:0:0', '1::2:0:0:0', { ipv6: 128 }],
  ['::', '::1', { ipv6: 128 }],
  ['0.0.0.0', '::', { ipv4: 0, ipv6: 0 }],
])('%s and %s are two: %j', (one, other, prefix) => {
  expect(source(one, prefix)).not.toBe(source(other, prefix))
})

test('a client over a UNIX socket has no source', () => {
  expect(sourceOf({ family: 'unix', path: '' }, { ipv4: 0, ipv6: 0 })).toBeUndefined()
})
