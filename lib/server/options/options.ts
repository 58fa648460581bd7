// What createServer() is told: the options with their defaults, checked.
import { types } from 'node:util'
import {
  checkFd,
  checkFunction,
  checkInt,
  checkObject,
  checkOneOf,
  checkString,
} from '../../arguments'
import { invalidReturn, invalidType } from '../../misuse'
import { checkLimits, type Limits, type SettledLimits } from './limits'

export interface ServerOptions<Configuration = undefined> extends Limits {
  /**
   * Reads and checks the configuration: called by `listen()`, and again in the daemon process by SIGHUP
   * and `reload()`. What it returns is `session.configuration` of the sessions that begin from then on;
   * what it throws leaves the old configuration in place. It cannot be asynchronous: the daemon process
   * has no event loop.
   */
  configuration?: () => Configuration
  /** Limits that follow from the configuration; they go before those among the options. */
  limits?: (configuration: Configuration) => Limits
  /** How long sessions may go on after a stop was asked for, in milliseconds; 5000 by default. */
  graceMs?: number
  /** How long a session may take to end after SIGTERM, before SIGKILL, in milliseconds; 1000 by default. */
  killMs?: number
  /**
   * What becomes of the sessions if the daemon process dies without stopping them: `'kill'` (the
   * default; SIGKILL by the kernel, on Linux) or `'finish'`.
   */
  orphans?: 'kill' | 'finish'
  /** Descriptors beside 0, 1 and 2 that the daemon process and the sessions keep; all others are closed. */
  inherit?: number[]
  /**
   * Runs once in the daemon process before it listens; sessions inherit what it has loaded, compiled
   * and cached. Its own descriptors and timers do not survive it.
   */
  warm?: () => void | Promise<void>
  /** What `ps` shows the processes by; `'realfork'` by default. */
  title?: string
  /**
   * The daemon process copies Node's own code into huge pages, which its sessions share: some 26 MB, once a server,
   * and each session takes a tenth to a fifth less. `true` by default; `false` saves the memory. Linux 6.1 and later.
   */
  hugePages?: boolean
  /**
   * The daemon process logs a line when its own memory (that is no file's) becomes more than this, in
   * megabytes: each fork takes longer then. 0, the default: never.
   */
  memoryBudgetMb?: number
  /** As in `net.createServer()`. */
  allowHalfOpen?: boolean
  /** As in `net.createServer()`. */
  noDelay?: boolean
  /** As in `net.createServer()`. */
  keepAlive?: boolean
  /** As `keepAliveInitialDelay` in `net.createServer()`; in milliseconds. */
  keepAliveInitialDelayMs?: number
  /**
   * `spare` server processes are forked ahead and wait, so that no client waits for a fork; 0 by default. Still
   * one client each. They count towards `maxServers` as far as there is a place left, and are forked anew when
   * the configuration is reread.
   */
  prefork?: { spare?: number }
  /** The handler gets the descriptor and makes blocking calls, instead of a `net.Socket` and events. */
  blocking?: boolean
}

export interface SettledOptions<Configuration> {
  configuration: () => Configuration
  limits: (configuration: Configuration) => SettledLimits
  graceMs: number
  killMs: number
  orphans: 'kill' | 'finish'
  inherit: readonly number[]
  warm: (() => void | Promise<void>) | undefined
  title: string
  hugePages: boolean
  memoryBudgetMb: number
  allowHalfOpen: boolean
  noDelay: boolean
  keepAlive: boolean
  keepAliveInitialDelayMs: number
  blocking: boolean
  spare: number
}

const GRACE_MS = 5000
const KILL_MS = 1000

const checkFlag = (value: unknown, name: string): boolean =>
  checkOneOf(value, `options.${name}`, [true, false] as const)

const checkInherit = (value: unknown): number[] => {
  if (!Array.isArray(value)) throw invalidType('options.inherit', 'an instance of Array', value)
  return value.map((fd, index) => checkFd(fd, `options.inherit[${index}]`))
}

const checkDerived = (derived: unknown, limits: SettledLimits): SettledLimits => {
  if (types.isPromise(derived)) throw invalidReturn('options.limits', 'an object', derived)
  return checkLimits(derived, 'limits', limits)
}

/** Checks the options of createServer() and fills in the defaults. */
export const settleOptions = <Configuration>(given: unknown): SettledOptions<Configuration> => {
  const options = checkObject(given, 'options') as ServerOptions<Configuration>
  const {
    configuration = () => undefined as Configuration,
    limits: derive,
    graceMs = GRACE_MS,
    killMs = KILL_MS,
    orphans = 'kill',
    inherit = [],
    warm,
    title = 'realfork',
    hugePages = true,
    memoryBudgetMb = 0,
    allowHalfOpen = false,
    noDelay = false,
    keepAlive = false,
    keepAliveInitialDelayMs = 0,
    blocking = false,
    prefork = {},
  } = options
  const { spare = 0 } = checkObject(prefork, 'options.prefork') as { spare?: number }
  const limits = checkLimits(options, 'options')
  if (derive !== undefined) checkFunction(derive, 'options.limits')
  return {
    configuration: checkFunction(configuration, 'options.configuration'),
    limits: derive ? (settings) => checkDerived(derive(settings), limits) : () => limits,
    graceMs: checkInt(graceMs, 'options.graceMs', 0),
    killMs: checkInt(killMs, 'options.killMs', 0),
    orphans: checkOneOf(orphans, 'options.orphans', ['kill', 'finish']),
    inherit: checkInherit(inherit),
    warm: warm === undefined ? undefined : checkFunction(warm, 'options.warm'),
    title: checkString(title, 'options.title'),
    hugePages: checkFlag(hugePages, 'hugePages'),
    memoryBudgetMb: checkInt(memoryBudgetMb, 'options.memoryBudgetMb', 0),
    allowHalfOpen: checkFlag(allowHalfOpen, 'allowHalfOpen'),
    noDelay: checkFlag(noDelay, 'noDelay'),
    keepAlive: checkFlag(keepAlive, 'keepAlive'),
    keepAliveInitialDelayMs: checkInt(
      keepAliveInitialDelayMs,
      'options.keepAliveInitialDelayMs',
      0,
    ),
    blocking: checkFlag(blocking, 'blocking'),
    spare: checkInt(spare, 'options.prefork.spare', 0),
  }
}
