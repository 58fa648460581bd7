// Sessions of the handlers that begin with the pid of their server process.
import { once } from 'node:events'
import type net from 'node:net'
import { connectTo, nextLine, type TestServer } from './server'

export interface Begun {
  client: net.Socket
  /** Of the server process. */
  pid: number
}

/** A client, and the process that serves it; `order` is for the handler `obey`. */
export const beginSession = async (
  server: TestServer,
  order?: string,
  from: { localAddress?: string } = {},
): Promise<Begun> => {
  const client = await connectTo({ port: server.port, host: '127.0.0.1', ...from })
  client.on('error', () => {})
  const pid = Number(await nextLine(client))
  if (order !== undefined) client.write(`${order}\n`)
  return { client, pid }
}

/** Waits until the other side has closed the connection, or lost it. */
export const endOf = async (client: net.Socket): Promise<void> => {
  client.resume()
  if (client.closed || client.readableEnded) return
  await Promise.race([once(client, 'end'), once(client, 'close')])
}
