// Our rows: the echo server, with the handler, the way of starting and the options that the arguments name.
import { createServer, read, write } from 'realfork'

const [kind, start, port, json = '{}'] = process.argv.slice(2)
const { backlog = 511, ...options } = JSON.parse(json)
const host = '127.0.0.1'
const refusal = 'no process is left, come again\n'

// Once, for all: each session has a copy of what it reads into, and of no more.
const buffer = Buffer.alloc(65_536)

const echo = (fd: number) => {
  for (let length = read(fd, buffer); length > 0; length = read(fd, buffer)) {
    write(fd, buffer.subarray(0, length))
  }
}

const server =
  kind === 'blocking'
    ? createServer({ refusal, ...options, blocking: true }, echo)
    : createServer({ refusal, ...options }, (client) => {
        client.pipe(client)
      })

const main = async () => {
  if (start === 'run') await server.run(Number(port), host, backlog)
  server.on('error', () => process.exit(1))
  await server.listen(Number(port), host, backlog)
}

main()
