// One client: does what is planned, and says how it was received. Throws if that is not as planned.
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { REFUSAL } from './configuration'
import type { Plan } from './plans'

export type Reception =
  | { as: 'served'; id: number; generation: number }
  | { as: 'refused' }
  /** It did not stay to hear that. */
  | { as: 'unknown' }

const DEADLINE_MS = 60_000
/** Of a slow client. */
const PIECES = 8

const connect = async (port: number): Promise<net.Socket> => {
  const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  await once(client, 'connect', { signal: AbortSignal.timeout(DEADLINE_MS) })
  return client
}

/** The first line, and what came with it of the rest. */
const greetingOf = async (client: net.Socket): Promise<string> => {
  let text = ''
  while (!text.includes('\n')) {
    const chunk: Buffer | null = client.read()
    if (chunk !== null) text += chunk.toString('latin1')
    else if (client.readableEnded || client.destroyed) throw new Error(`greeted by "${text}"`)
    else await Promise.race([once(client, 'readable'), once(client, 'end'), once(client, 'close')])
  }
  return text
}

const send = async (client: net.Socket, { manner, pauseMs }: Plan, bytes: Buffer) => {
  if (manner !== 'slow') {
    client.end(bytes)
    return
  }
  const length = Math.ceil(bytes.length / PIECES)
  for (let at = 0; at < bytes.length; at += length) {
    client.write(bytes.subarray(at, at + length))
    await pause(pauseMs)
  }
  client.end()
}

const readAll = async (client: net.Socket, { manner, pauseMs }: Plan): Promise<Buffer> => {
  const all: Buffer[] = []
  for await (const chunk of client) {
    all.push(chunk)
    if (manner === 'slow') await pause(pauseMs)
  }
  return Buffer.concat(all)
}

/** The end of the connection, whether the session has ended it or died. */
const gone = (client: net.Socket): Promise<void> =>
  new Promise((resolve) => {
    client.resume().once('end', resolve).once('close', resolve)
    if (client.closed || client.readableEnded) resolve()
  })

const converse = async (client: net.Socket, plan: Plan): Promise<Reception> => {
  if (plan.manner === 'early reset') {
    client.resetAndDestroy()
    return { as: 'unknown' }
  }
  const greeting = await greetingOf(client)
  if (greeting === REFUSAL) return { as: 'refused' }
  const [, id, pid, generation] = /^(\d+) (\d+) (\d+)\n$/.exec(greeting)?.map(Number) ?? []
  if (id === undefined) throw new Error(`greeted by ${JSON.stringify(greeting)}`)
  client.write(`${JSON.stringify(plan.order)}\n`)
  if (plan.manner === 'reset') client.resetAndDestroy()
  else if (plan.manner === 'murder') process.kill(pid as number, 'SIGKILL')
  else {
    const bytes = Buffer.alloc(plan.bytes, `${id} `)
    const sent = send(client, plan, bytes)
    if (plan.order.way === 'echo' && !bytes.equals(await readAll(client, plan)))
      throw new Error(`session ${id} echoed something else`)
    await sent
  }
  await gone(client)
  return { as: 'served', id, generation: generation as number }
}

export const beClient = async (port: number, plan: Plan): Promise<Reception> => {
  const client = await connect(port)
  // Most sessions end without having read all: that resets the connection.
  client.on('error', () => {})
  const deadline = setTimeout(() => {
    client.destroy(new Error(`nothing more came within ${DEADLINE_MS} ms`))
  }, DEADLINE_MS)
  try {
    return await converse(client, plan)
  } finally {
    clearTimeout(deadline)
    client.destroy()
  }
}
