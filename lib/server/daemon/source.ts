// Where a client comes from, as far as limits are concerned: the leading bits of its address. Pure.
import type { SocketAddress } from '../../posix/socket-address'

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

const ipv4Bits = (address: string): string =>
  address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'))

const ipv6Bits = (address: string): string => {
  const [head = '', tail] = address.split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const zeros = Array<string>(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('')
}

const IPV4_BITS = 32

const ipv4Source = (address: string, prefix: number): string =>
  `4:${prefix === IPV4_BITS ? address : ipv4Bits(address).slice(0, prefix)}`

/**
 * The source of a client: equal for two clients that share the prefix. Undefined for a client over a
 * UNIX socket, which has no address.
 */
export const sourceOf = (
  peer: SocketAddress,
  prefix: { ipv4: number; ipv6: number },
): string | undefined => {
  if (peer.family === 'unix') return undefined
  if (peer.family === 'IPv4') return ipv4Source(peer.address, prefix.ipv4)
  const mapped = MAPPED.exec(peer.address)?.[1]
  if (mapped !== undefined) return ipv4Source(mapped, prefix.ipv4)
  return `6:${ipv6Bits(peer.address).slice(0, prefix.ipv6)}`
}
