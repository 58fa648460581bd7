// Socket addresses: what a user may give, checked and flattened for the addon. Pure.
import net from 'node:net'

import { checkInt, checkObject, checkString } from '../arguments'
import { binding, type FlatAddress } from '../binding'
import { invalidValue } from '../misuse'

const { AF_INET, AF_INET6, AF_UNIX, sizeofSunPath } = binding.constants

/** An address of the Internet, version 4. */
export interface IPv4Address {
  family: 'IPv4'
  address: string
  port: number
}

/** An address of the Internet, version 6. */
export interface IPv6Address {
  family: 'IPv6'
  address: string
  port: number
  /** 0 to 0xfffff; left out if 0. */
  flowlabel?: number
  /** The index of the interface that a link-local address belongs to; left out if 0. */
  scopeid?: number
}

/** The address of a UNIX socket. */
export interface UnixAddress {
  family: 'unix'
  /** Empty if the socket has no name; a leading `'\0'` is the abstract namespace of Linux. */
  path: string
}

/** An address as the calls return it, in the words of `node:net`. */
export type SocketAddress = IPv4Address | IPv6Address | UnixAddress

type FamilyOptional<Address extends SocketAddress> = Omit<Address, 'family'> &
  Partial<Pick<Address, 'family'>>

/** An address as the calls take it: the family may be left out, because it follows from the rest. */
export type SocketAddressInit =
  | FamilyOptional<IPv4Address>
  | FamilyOptional<IPv6Address>
  | FamilyOptional<UnixAddress>

interface AnyAddress {
  family?: unknown
  address?: unknown
  port?: unknown
  flowlabel?: unknown
  scopeid?: unknown
  path?: unknown
}

const flattenUnix = (given: AnyAddress): FlatAddress => {
  const path = checkString(given.path, 'address.path')
  const abstract = path.startsWith('\0')
  if (!abstract && path.includes('\0')) {
    throw invalidValue('address.path', 'must be a string without null bytes', path)
  }
  // A name in the file system ends with a null byte, an abstract one does not.
  const limit = abstract ? sizeofSunPath : sizeofSunPath - 1
  if (Buffer.byteLength(path) > limit) {
    throw invalidValue('address.path', `must be at most ${limit} bytes`, path)
  }
  return [AF_UNIX, 0, 0, 0, path]
}

const flattenIPv4 = (given: AnyAddress, address: string): FlatAddress => {
  if (!net.isIPv4(address))
    throw invalidValue('address.address', 'must be an IPv4 address', address)
  return [AF_INET, checkInt(given.port, 'address.port', 0, 65535), 0, 0, address]
}

const flattenIPv6 = (given: AnyAddress, address: string): FlatAddress => {
  // net.isIPv6 takes a zone; here it is the scopeid.
  if (!net.isIPv6(address) || address.includes('%')) {
    throw invalidValue('address.address', 'must be an IPv6 address without a zone', address)
  }
  return [
    AF_INET6,
    checkInt(given.port, 'address.port', 0, 65535),
    checkInt(given.flowlabel ?? 0, 'address.flowlabel', 0, 0xfffff),
    checkInt(given.scopeid ?? 0, 'address.scopeid', 0),
    address,
  ]
}

const familyOf = (given: AnyAddress): unknown => {
  if (given.family !== undefined) return given.family
  if (given.path !== undefined) return 'unix'
  const address = checkString(given.address, 'address.address')
  if (net.isIPv4(address)) return 'IPv4'
  if (net.isIPv6(address)) return 'IPv6'
  throw invalidValue('address.address', 'must be an IP address', address)
}

/** Checks an address that a user gave, and flattens it for the addon. */
export const flattenAddress = (address: unknown): FlatAddress => {
  const given: AnyAddress = checkObject(address, 'address')
  const family = familyOf(given)
  switch (family) {
    case 'unix':
      return flattenUnix(given)
    case 'IPv4':
      return flattenIPv4(given, checkString(given.address, 'address.address'))
    case 'IPv6':
      return flattenIPv6(given, checkString(given.address, 'address.address'))
    default:
      throw invalidValue('address.family', "must be one of 'IPv4', 'IPv6' or 'unix'", family)
  }
}
