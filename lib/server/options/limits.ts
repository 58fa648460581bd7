// How many sessions there may be, and for how long. Pure.
import { checkInt, checkObject, checkOneOf, checkString } from '../../arguments'

/** Limits, as options of `createServer()` and as what its `limits` function returns. */
export interface Limits {
  /** How many server processes there may be at once; 256 by default. */
  maxServers?: number
  /**
   * What happens to clients beyond `maxServers`: they `'wait'` in the backlog until a session ends (the
   * default), or are told the `refusal` and closed (`'refuse'`).
   */
  atLimit?: 'wait' | 'refuse'
  /** How many server processes there may be at once for one source; no limit by default. */
  maxServersPerSource?: number
  /** How many leading bits of a client's address are its source; 32 and 64 by default. */
  sourcePrefix?: { ipv4?: number; ipv6?: number }
  /** What a client is told that is turned away; nothing by default. */
  refusal?: string
  /** The connection of a session is closed when no byte went either way for so long; 0, the default: never. */
  idleMs?: number
  /** A session is ended after so long, by SIGTERM, then SIGKILL; 0, the default: never. */
  totalMs?: number
}

export interface SettledLimits extends Required<Omit<Limits, 'sourcePrefix'>> {
  sourcePrefix: { ipv4: number; ipv6: number }
}

const DEFAULTS: SettledLimits = {
  maxServers: 256,
  atLimit: 'wait',
  maxServersPerSource: Number.POSITIVE_INFINITY,
  sourcePrefix: { ipv4: 32, ipv6: 64 },
  refusal: '',
  idleMs: 0,
  totalMs: 0,
}

const checkCount = (value: unknown, name: string): number =>
  value === Number.POSITIVE_INFINITY ? value : checkInt(value, name, 1)

/** Checks limits and fills in the defaults; `name` is what the errors call the object. */
export const checkLimits = (given: unknown, name: string, defaults = DEFAULTS): SettledLimits => {
  const {
    maxServers = defaults.maxServers,
    atLimit = defaults.atLimit,
    maxServersPerSource = defaults.maxServersPerSource,
    sourcePrefix = {},
    refusal = defaults.refusal,
    idleMs = defaults.idleMs,
    totalMs = defaults.totalMs,
  } = checkObject(given, name) as Limits
  checkObject(sourcePrefix, `${name}.sourcePrefix`)
  const { ipv4 = defaults.sourcePrefix.ipv4, ipv6 = defaults.sourcePrefix.ipv6 } = sourcePrefix
  return {
    maxServers: checkCount(maxServers, `${name}.maxServers`),
    atLimit: checkOneOf(atLimit, `${name}.atLimit`, ['wait', 'refuse']),
    maxServersPerSource: checkCount(maxServersPerSource, `${name}.maxServersPerSource`),
    sourcePrefix: {
      ipv4: checkInt(ipv4, `${name}.sourcePrefix.ipv4`, 0, 32),
      ipv6: checkInt(ipv6, `${name}.sourcePrefix.ipv6`, 0, 128),
    },
    refusal: checkString(refusal, `${name}.refusal`),
    idleMs: checkInt(idleMs, `${name}.idleMs`, 0),
    totalMs: checkInt(totalMs, `${name}.totalMs`, 0),
  }
}
