// The sessions of the soak: each says who it is, and then does what its client orders, by a line of JSON.
import type net from 'node:net'
import type { EventHandler } from 'realfork'
import type { Configuration } from './configuration'
import type { Order } from './plans'

const orderOf = async (client: net.Socket): Promise<Order | undefined> => {
  const read: Buffer[] = []
  for await (const chunk of client.iterator({ destroyOnReturn: false })) {
    read.push(chunk)
    const all = Buffer.concat(read)
    const end = all.indexOf('\n')
    if (end === -1) continue
    if (end + 1 < all.length) client.unshift(all.subarray(end + 1))
    return JSON.parse(all.toString('latin1', 0, end))
  }
  return undefined // it has gone
}

const obey = (client: net.Socket, order: Order): void => {
  switch (order.way) {
    case 'echo':
      client.pipe(client)
      return
    case 'stay':
      client.resume()
      return
    case 'exit':
      process.exit(order.status)
      return
    case 'status':
      process.exitCode = order.status
      client.end()
      client.resume()
      return
    case 'throw':
      throw new Error('thrown by the handler')
    case 'throw-later':
      setImmediate(() => {
        throw new Error('thrown by a callback')
      })
      return
    case 'reject':
      Promise.reject(new Error('rejected by the handler'))
      return
    case 'signal':
      process.kill(process.pid, order.signal)
  }
}

export const handler: EventHandler<Configuration> = async (client, { id, configuration }) => {
  client.on('error', () => {}) // it has been reset: no failure of ours
  client.write(`${id} ${process.pid} ${configuration.generation}\n`)
  const order = await orderOf(client).catch(() => undefined)
  if (order !== undefined) obey(client, order)
}
