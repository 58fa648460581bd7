// The top process of the soak: tells its parent of all events, and obeys it.
import { createServer } from 'realfork'
import { type Configuration, REFUSAL, read } from './configuration'
import { handler } from './handler'

/** Enough that the ports of the clients are free again when they come round. */
const PLACES = 4

const EVENTS = ['fork', 'exit', 'drop', 'reload'] as const

const [, , file = ''] = process.argv
const tell = (message: object) => process.send?.(message)

const server = createServer<Configuration>(
  { configuration: () => read(file), limits: ({ limits }) => limits, refusal: REFUSAL },
  handler,
)

for (const what of EVENTS) {
  server.on(what, (event: object) => {
    const { error } = event as { error?: Error }
    tell({ what, ...event, ...(error && { error: error.message }) })
  })
}
server.on('error', (error) => tell({ what: 'error', text: `${error}` }))

const orders: Record<string, () => Promise<object>> = {
  stats: async () => ({ what: 'stats', stats: await server.stats() }),
  close: async () => {
    await server.close({ graceMs: 10_000 })
    return { what: 'closed' }
  },
}

const failed = (error: unknown) => tell({ what: 'error', text: `${error}` })

process.on('message', (order: string) => void orders[order]?.().then(tell, failed))

server.listen(Array.from({ length: PLACES }, () => ({ port: 0, host: '127.0.0.1' }))).then(() => {
  const ports = server.addresses().map((address) => ('port' in address ? address.port : 0))
  tell({ what: 'listening', daemonPid: server.daemonPid, ports })
}, failed)
