// A client of a session that uses the hub for it, and the hub process as it is seen from outside.
import fs from 'node:fs'
import { createInterface } from 'node:readline'
import { pollUntil } from './poll-until'
import { children } from './proc'
import type { TestServer } from './server'

interface Said {
  what: string
  value?: unknown
  topic?: string
  message?: unknown
}

export interface HubClient {
  pid: number
  /** Uses the hub, and returns what the call returned. */
  use(what: string, ...given: string[]): Promise<unknown>
  /** The messages so far. */
  messages(): unknown[]
  /** How often it was told that it has joined a new hub. */
  reconnects(): number
  end(): void
}

export const joinHub = async (server: TestServer): Promise<HubClient> => {
  const client = await server.connect()
  client.on('error', () => {})
  const said: Said[] = []
  createInterface(client).on('line', (line) => said.push(JSON.parse(line)))
  const about = (what: string) => said.filter((line) => line.what === what)
  let asked = 0
  const use = async (what: string, ...given: string[]) => {
    const question = asked++
    client.write(`${JSON.stringify([what, ...given])}\n`)
    return pollUntil(`an answer to ${what}`, () => about('answer')[question]).then(
      ({ value }) => value,
    )
  }
  return {
    pid: (await use('pid')) as number,
    use,
    messages: () => about('message').map(({ message }) => message),
    reconnects: () => about('again').length,
    end: () => client.destroy(),
  }
}

const titleOf = (pid: number): string => {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return '' // it has just ended
  }
}

/** The hub processes of a server. */
export const hubProcesses = (server: TestServer): number[] =>
  children(server.daemonPid).filter((pid) => titleOf(pid).includes(': hub process'))
