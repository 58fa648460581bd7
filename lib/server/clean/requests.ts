// Requests of the top process: if one ends here, too, nobody hears of it. What the thread pool does is
// forgotten by the addon.
import type { Resolver } from 'node:dns'

type Request = Partial<Record<(typeof CALLBACKS)[number], unknown>>

const CALLBACKS = ['oncomplete', 'ondone', 'onread'] as const

const ignore = () => {}

/** To be called before handles are closed, which ends what they have to write. */
export const silenceRequests = (requests: object[]): void => {
  for (const request of requests as Request[]) {
    for (const callback of CALLBACKS) {
      if (typeof request[callback] === 'function') request[callback] = ignore
    }
  }
}

/** The sockets and timers of c-ares are no handles of Node's. After the requests were silenced. */
export const cancelQueries = (resolvers: object[]): void => {
  for (const resolver of resolvers as Resolver[]) resolver.cancel()
}
