// Type-checked by `npm run check:types`, and never run.
import type net from 'node:net'
import { createServer, type Server, type SocketAddress } from '../../lib'

interface Configuration {
  greeting: string
}

const configuration = (): Configuration => ({ greeting: 'hello' })

export const plain: Server = createServer((client, session) => {
  const socket: net.Socket = client
  const from: SocketAddress = session.remote
  const none: undefined = session.configuration
  return void [socket, from, none]
})

export const configured: Server<Configuration> = createServer(
  { configuration, limits: ({ greeting }) => ({ refusal: greeting }), maxServers: 4 },
  async (client, { configuration, hub }) => {
    const greeting: string = configuration.greeting
    const reached: number = await hub.publish('all', greeting)
    client.end(`${reached}`)
  },
)

export const blocking: Server<Configuration> = createServer(
  { configuration, blocking: true },
  (fd, session) => {
    const descriptor: number = fd
    // @ts-expect-error a handler without an event loop has no hub
    return void [descriptor, session.hub, session.configuration.greeting]
  },
)

// @ts-expect-error a configuration is read at once
createServer({ configuration: 'file.json' }, () => {})
// @ts-expect-error no handler
createServer({ maxServers: 4 })
// @ts-expect-error no such policy
createServer({ atLimit: 'drop' }, () => {})

export const listens = async (): Promise<void> => {
  const address: SocketAddress = await plain.listen(0)
  await plain.listen({ path: '/run/socket', mode: 0o600 })
  await plain.listen([{ port: 1 }, { fd: 3 }])
  // @ts-expect-error what it returns is not a string
  const text: string = await plain.reload()
  plain
    .on('exit', ({ code, signal, usage }) => [code, signal, usage.maxRssKb, address, text])
    .on('drop', ({ reason, error }) => [reason === 'maxServers', error?.message])
    // @ts-expect-error no such event
    .on('connection', () => {})
  await plain.close({ graceMs: 1 })
}
