// Asks a session that runs the 'probe' handler about itself.
import { once } from 'node:events'
import type net from 'node:net'
import { nextLine, type TestServer } from './server'

export interface Probe {
  pid: number
  /** What it tells of one thing. */
  ask<Answer>(about: string, argument?: string): Promise<Answer>
  end(): Promise<void>
}

const asking = (client: net.Socket) => async (about: string, argument?: string) => {
  client.write(`${[about, argument].filter(Boolean).join(' ')}\n`)
  return JSON.parse(await nextLine(client))
}

export const startProbe = async (server: TestServer): Promise<Probe> => {
  const client = await server.connect()
  const ask = asking(client)
  const end = async () => {
    client.end()
    await once(client.resume(), 'end')
  }
  return { pid: await ask('pid'), ask, end }
}

/** One question to a session of its own. */
export const askOnce = async <Answer>(
  server: TestServer,
  about: string,
  argument?: string,
): Promise<Answer> => {
  const probe = await startProbe(server)
  const answer = await probe.ask<Answer>(about, argument)
  await probe.end()
  return answer
}
