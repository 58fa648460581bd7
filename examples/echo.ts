// An echo server: every client has a process of its own.
// Usage: node echo.js [port] [host]
import { createServer } from 'realfork'

const port = Number(process.argv[2] ?? 7000)
const host = process.argv[3] ?? '127.0.0.1'

const server = createServer((client) => {
  client.pipe(client)
})

server.on('exit', ({ id, pid, code, signal, durationMs }) => {
  if (code === 0) return
  console.error(
    `session ${id} (${pid}) ended by ${signal ?? code} after ${Math.round(durationMs)} ms`,
  )
})

/** Ctrl-C reaches the daemon process, too; we stay until it has stopped. */
const stop = () => void server.close().catch(() => {})
process.on('SIGINT', stop).on('SIGTERM', stop)

server.listen(port, host).then(
  (address) => {
    const at = address.family === 'unix' ? address.path : `${address.address} ${address.port}`
    console.log(`echo: daemon process ${server.daemonPid} listens, talk to it: nc ${at}`)
  },
  (error) => {
    console.error(String(error))
    process.exitCode = 1
  },
)
