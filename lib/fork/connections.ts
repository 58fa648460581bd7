// Connections that Node keeps open for the next request. A child that used one would send its request
// on its parent's connection, and either might get the other's answer.
import type { Agent } from 'node:http'
import { watchLoading } from './loaded'

interface Dispatcher {
  constructor: new (optionsOrWrapped?: unknown) => Dispatcher
  destroy: () => Promise<void>
}

// Where undici keeps what fetch() sends with, Node's own and one from npm alike. Since version 8 it is
// the second, and the first is a wrapper of it for older ones.
const [FIRST, SECOND] = [1, 2].map((version) =>
  Symbol.for(`undici.globalDispatcher.${version}`),
) as [symbol, symbol]

const forgetIdle = ({ freeSockets }: Agent) => {
  // Closes the child's descriptor only: nothing is said to the peer.
  for (const sockets of Object.values(freeSockets))
    for (const socket of sockets ?? []) socket.destroy()
}

const globals = globalThis as unknown as Record<symbol, Dispatcher | undefined>

// What the program has configured (a proxy's address, certificates, limits) holds in the child, too.
const optionsOf = (dispatcher: Dispatcher): unknown => {
  const symbols = Object.getOwnPropertySymbols(dispatcher)
  const key = symbols.find(({ description }) => description === 'options')
  return key === undefined ? undefined : (dispatcher as unknown as Record<symbol, unknown>)[key]
}

// Not at once: a daemon process lets go of all sockets by itself, and there the requests under way must
// not fail either, since it is the top process that has asked.
const abandoned: Dispatcher[] = []

const destroyAbandoned = () => {
  for (const dispatcher of abandoned.splice(0)) dispatcher.destroy().catch(() => {})
}

/** What was forgotten in this very turn of the event loop stays as it is, without an answer. */
export const leaveAbandoned = (): void => {
  abandoned.length = 0
}

const forgetDispatcher = (key: symbol) => {
  const dispatcher = globals[key]
  // Another class is the user's own, and made with arguments that are not known.
  if (dispatcher?.constructor.name === 'Agent') {
    globals[key] = new dispatcher.constructor(optionsOf(dispatcher))
    // Which of its connections are idle cannot be told. Those that are not must not stay either: the
    // child would read what the parent waits for.
    abandoned.push(dispatcher)
  } else if (dispatcher?.constructor.name === 'Dispatcher1Wrapper') {
    globals[key] = new dispatcher.constructor(globals[SECOND])
  }
}

const forgetHttp = () =>
  forgetIdle((require('node:http') as typeof import('node:http')).globalAgent)

const forgetHttps = () =>
  forgetIdle((require('node:https') as typeof import('node:https')).globalAgent)

const forgetDispatchers = () => {
  forgetDispatcher(SECOND)
  forgetDispatcher(FIRST)
  // Before the event loop turns, and so before anything can be read.
  if (abandoned.length > 0) process.nextTick(destroyAbandoned)
}

const hasHttp = watchLoading('http')
const hasHttps = watchLoading('https')

/** What a child has to do so that idle connections of `http` and `https`, and all of `fetch()`, stay its parent's. */
export const connectionsToForget = (): (() => void)[] => {
  const forget: (() => void)[] = []
  if (hasHttp()) forget.push(forgetHttp)
  if (hasHttps()) forget.push(forgetHttps)
  if (globals[FIRST] !== undefined || globals[SECOND] !== undefined) forget.push(forgetDispatchers)
  return forget
}
