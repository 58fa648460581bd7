// Handles of the top process. To close one closes this process's descriptor; to end or shut down one
// would end the connection that the top process goes on to use.
import type { Handle } from './inherited'

// What Node calls when a handle has been closed.
const CLOSED = Object.getOwnPropertySymbols(MessagePort.prototype).find(
  ({ description }) => description === 'handle_onclose',
)

/** `close` is the method of any handle, whatever its own class calls by that name. */
export const closeHandles = (handles: Handle[], close: (this: Handle) => void): void => {
  for (const handle of handles) {
    // Not only once: it may still be there when the process is cleaned again, after `warm`.
    if (CLOSED !== undefined) {
      Object.defineProperty(handle, CLOSED, { value: () => {}, configurable: true })
    }
    close.call(handle)
  }
}
