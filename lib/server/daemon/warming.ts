// Runs the way of a client through this library some times before the first one comes: every server
// process inherits what has been compiled and learned, which no process that lives for milliseconds could
// earn by itself. The user's handler is not called: it has side effects.
import { becomeChild } from '../../fork/child'
import { leaveDaemon } from '../server-process'
import type { Daemon } from './daemon'
import { rehearseSession, standIn } from './rehearsal'
import { type Connection, connectToSelf } from './self-connection'

const ROUNDS = 30

const oneRound = (daemon: Daemon<unknown>, connection: Connection, done: () => void) => {
  const actor = standIn(daemon)
  becomeChild()
  leaveDaemon(actor)
  rehearseSession(actor, connection, !daemon.options.blocking, done)
}

/** `done` is called from the event loop. */
export const warmServePath = (daemon: Daemon<unknown>, done: () => void, rounds = ROUNDS): void => {
  if (rounds === 0) done()
  else oneRound(daemon, connectToSelf(daemon), () => warmServePath(daemon, done, rounds - 1))
}
