// Our rows: the echo server, with the handler and the way of starting that the argument names.
import { createServer, read, write } from 'realfork'

const [kind, port] = process.argv.slice(2)
const host = '127.0.0.1'
const refusal = 'no process is left, come again\n'

const echo = (fd: number) => {
  const buffer = Buffer.alloc(65_536)
  for (let length = read(fd, buffer); length > 0; length = read(fd, buffer)) {
    write(fd, buffer.subarray(0, length))
  }
}

const main = async () => {
  if (kind === 'blocking') {
    await createServer({ blocking: true, refusal }, echo).run(Number(port), host)
    return
  }
  const server = createServer({ refusal }, (client) => {
    client.pipe(client)
  })
  server.on('error', () => process.exit(1))
  await server.listen(Number(port), host)
}

main()
