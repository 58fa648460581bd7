import net from 'node:net'

/** Connects to a server on the loopback. */
export const connect = (port: number): Promise<net.Socket> =>
  new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket))
    socket.once('error', reject)
  })

/** Reads until the other side closes the connection. */
export const readAll = async (socket: net.Socket): Promise<string> => {
  let all = ''
  socket.setEncoding('utf8')
  for await (const text of socket) all += text
  return all
}

/** Runs a job for each of a number of clients, some at a time. */
export const eachClient = async (
  count: number,
  atOnce: number,
  job: (client: number) => Promise<void>,
): Promise<void> => {
  let next = 0
  const work = async () => {
    while (next < count) await job(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
