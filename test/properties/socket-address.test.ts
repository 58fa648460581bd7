// Addresses that users give: flattened as they are, or refused by name.
import net from 'node:net'
import fc from 'fast-check'
import { AF_INET, AF_INET6, AF_UNIX } from '../../lib'
import { flattenAddress } from '../../lib/posix/socket-address'
import { anyValue } from '../helpers/arbitraries'
import { thrown } from '../helpers/thrown'

const SUN_PATH_BYTES = 108
const port = fc.nat(65_535)

test('every IPv4 and IPv6 address is taken, with or without its family', () => {
  const property = fc.property(
    fc.oneof(fc.ipV4(), fc.ipV6()),
    port,
    fc.boolean(),
    (address, port, named) => {
      const family = net.isIPv4(address) ? 'IPv4' : 'IPv6'
      expect(flattenAddress({ ...(named && { family }), address, port })).toEqual([
        family === 'IPv4' ? AF_INET : AF_INET6,
        port,
        0,
        0,
        address,
      ])
    },
  )
  fc.assert(property, { numRuns: 500 })
})

test('every path is taken that a UNIX socket can have, and no other', () => {
  const path = fc
    .tuple(fc.boolean(), fc.string({ unit: 'binary', maxLength: 120 }))
    .map(([abstract, name]) => (abstract ? `\0${name}` : name))
  const property = fc.property(path, (path) => {
    const abstract = path.startsWith('\0')
    const limit = abstract ? SUN_PATH_BYTES : SUN_PATH_BYTES - 1
    const fits = Buffer.byteLength(path) <= limit && (abstract || !path.includes('\0'))
    if (fits) expect(flattenAddress({ path })).toEqual([AF_UNIX, 0, 0, 0, path])
    else expect(thrown(() => flattenAddress({ path })).message).toContain("'address.path'")
  })
  fc.assert(property, { numRuns: 500 })
})

test('whatever else is given is refused, and what is wrong is named', () => {
  const keys = ['family', 'address', 'port', 'path', 'flowlabel', 'scopeid'] as const
  const value = fc.oneof(
    anyValue,
    fc.constantFrom('IPv4', 'IPv6', 'unix', '::', '127.0.0.1', '::1%lo', 'localhost'),
    fc.integer({ min: -1, max: 70_000 }),
  )
  const record = fc.record(Object.fromEntries(keys.map((key) => [key, value])), {
    requiredKeys: [],
  })
  const property = fc.property(fc.oneof(anyValue, record), (given) => {
    let flat: unknown[]
    try {
      flat = flattenAddress(given)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      expect(code).toMatch(/^ERR_(INVALID_ARG_TYPE|INVALID_ARG_VALUE|OUT_OF_RANGE)$/)
      expect(message).toMatch(
        /"address"|["']address\.(family|address|port|path|flowlabel|scopeid)["']/,
      )
      expect(message).toMatch(/Received ./s)
      return
    }
    const { address, port = 0, path, flowlabel = 0, scopeid = 0 } = given as Record<string, unknown>
    const [family, ...rest] = flat
    if (family === AF_UNIX) expect(rest).toEqual([0, 0, 0, path])
    else if (family === AF_INET) expect(rest).toEqual([port, 0, 0, address])
    else expect(flat).toEqual([AF_INET6, port, flowlabel, scopeid, address])
  })
  fc.assert(property, { numRuns: 1000 })
})
