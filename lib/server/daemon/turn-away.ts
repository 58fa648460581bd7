// A client that is not served is told so, and closed; it is never waited for.
import { SHUT_WR } from '../../posix/constants'
import { receiveNow, sendNow, shutdown } from '../../posix/sockets'
import { release } from '../../release'

const drained = Buffer.alloc(65_536)

/** Closes the accepted socket, whatever becomes of the refusal. */
export const turnAway = (acceptedSocket: number, refusal: string): void => {
  try {
    if (refusal !== '') sendNow(acceptedSocket, Buffer.from(refusal))
    shutdown(acceptedSocket, SHUT_WR)
    // To close with bytes unread resets the connection, and the refusal might not be read either.
    receiveNow(acceptedSocket, drained)
  } catch {
    // It has gone, or takes nothing.
  } finally {
    release(acceptedSocket)
  }
}
