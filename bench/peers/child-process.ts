// What Node itself has for a process per client: child_process.fork(), which gets the socket.
import { fork } from 'node:child_process'
import net from 'node:net'

const [port, backlog] = process.argv.slice(2)

const serve = () => {
  process.once('message', (_message, client: net.Socket) => {
    client.on('error', () => {}) // close follows
    client.once('close', () => process.exit())
    client.pipe(client)
  })
}

const listen = () => {
  const server = net.createServer({ pauseOnConnect: true }, (client) => {
    const child = fork(__filename)
    child.send('client', client)
  })
  server.listen(Number(port), '127.0.0.1', Number(backlog))
}

if (process.send) serve()
else listen()
