// The other thing that Node has: a few processes that share all clients. Not a process per client.
import cluster from 'node:cluster'
import net from 'node:net'

const WORKERS = 2
const [port, backlog] = process.argv.slice(2)

if (cluster.isPrimary) {
  for (let worker = 0; worker < WORKERS; worker++) cluster.fork()
} else {
  const server = net.createServer((client) => {
    client.on('error', () => {}) // close follows
    client.pipe(client)
  })
  server.listen(Number(port), '127.0.0.1', Number(backlog))
}
