// How a server is made.
import { checkFunction } from '../arguments'
import type { BlockingHandler, EventHandler, Handler } from './handler'
import { type ServerOptions, settleOptions } from './options/options'
import { Server } from './server'

type WithBlocking<Configuration> = ServerOptions<Configuration> & { blocking: true }
type WithEvents<Configuration> = ServerOptions<Configuration> & { blocking?: false }

/**
 * Makes a server that serves each client in a process of its own, forked when the client comes: the
 * concurrent server of the UNIX flowchart, in the shape of `net.createServer()`.
 *
 * @throws `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`, `ERR_OUT_OF_RANGE`
 * @example
 * const server = createServer((client) => client.pipe(client))
 * await server.listen(7000, '127.0.0.1')
 */
export function createServer(handler: EventHandler<undefined>): Server
export function createServer<Configuration = undefined>(
  options: WithEvents<Configuration>,
  handler: EventHandler<Configuration>,
): Server<Configuration>
export function createServer<Configuration = undefined>(
  options: WithBlocking<Configuration>,
  handler: BlockingHandler<Configuration>,
): Server<Configuration>
export function createServer<Configuration>(
  optionsOrHandler: ServerOptions<Configuration> | Handler<Configuration>,
  handler?: Handler<Configuration>,
): Server<Configuration> {
  const [options, serve] =
    typeof optionsOrHandler === 'function' ? [{}, optionsOrHandler] : [optionsOrHandler, handler]
  return new Server(
    settleOptions<Configuration>(options),
    checkFunction(serve as Handler<Configuration>, 'handler'),
  )
}
