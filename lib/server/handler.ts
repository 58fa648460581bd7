// The user's function that serves a client.
import type net from 'node:net'
import type { EventSession, Session } from './session'

/** Serves one client in a process of its own, with an event loop. */
export type EventHandler<Configuration> = (
  client: net.Socket,
  session: EventSession<Configuration>,
) => void | Promise<void>

/** Serves one client in a process of its own, by blocking calls. */
export type BlockingHandler<Configuration> = (fd: number, session: Session<Configuration>) => void

export type Handler<Configuration> = EventHandler<Configuration> | BlockingHandler<Configuration>
