// What a handler knows of its session beside the connection.
import type { Hub } from '../hub/hub'
import { HubMember } from '../hub/member'
import { connectMember } from '../hub/rendezvous'
import type { SocketAddress } from '../posix/socket-address'
import type { Accepted } from './daemon/accepting'
import type { Daemon } from './daemon/daemon'

/** A session: one client, served by one server process. */
export interface Session<Configuration = undefined> {
  /** 1, 2, 3 ... for the clients of a daemon process. */
  readonly id: number
  /** The client's address. */
  readonly remote: SocketAddress
  /** The address that the client has connected to. */
  readonly local: SocketAddress
  /** What `options.configuration` had returned when the session began; a session keeps its own. */
  readonly configuration: Configuration
}

/** A session whose handler has an event loop. */
export interface EventSession<Configuration = undefined> extends Session<Configuration> {
  /** How the sessions of a server talk to each other, and to the top process. */
  readonly hub: Hub
}

/** What is known of a client that was accepted. */
type Known = Pick<Accepted, 'remote' | 'local'>

export const makeSession = <C>(
  { settings }: Daemon<C>,
  { remote, local }: Known,
  id: number,
): Session<C> => ({ id, remote, local, configuration: settings.configuration })

export const makeEventSession = <C>(
  daemon: Daemon<C>,
  known: Known,
  id: number,
): EventSession<C> => {
  let member: HubMember | undefined
  return {
    ...makeSession(daemon, known, id),
    get hub() {
      member ??= new HubMember(() => connectMember(daemon.rendezvous))
      return member
    },
  }
}
