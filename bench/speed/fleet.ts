// The servers: started once, they run all the time, and have a past when they are measured.
import { setTimeout as pause } from 'node:timers/promises'
import type { Contestant } from './contestant'
import { launch, type Running, settle } from './launching'
import { closedLoop } from './load'
import { progress } from './progress'
import { messageOf, note, type Row } from './results'

/** A server that has just begun is another one than a server that has waited: runtimes tidy up after some 8 s. */
const AGE_MS = 12_000
const WARM_UP = { drainMs: 10_000, atOnce: 16 }

export interface Entry {
  contestant: Contestant
  server?: Running
  /** Why there is none. */
  problem?: string
}

const start = async (contestant: Contestant, files: number, forMs: number): Promise<Entry> => {
  progress(`starts ${contestant.name}`)
  try {
    const server = await launch(contestant, files)
    await closedLoop({ port: server.port, forMs, ...WARM_UP }, WARM_UP.atOnce)
    return { contestant, server: { ...server, idleCount: await settle(server.root) } }
  } catch (error) {
    return { contestant, problem: messageOf(error) }
  }
}

/** `files` is RLIMIT_NOFILE. */
export const startAll = async (
  contestants: Contestant[],
  files: number,
  warmUpMs: number,
): Promise<Entry[]> => {
  const entries: Entry[] = []
  for (const contestant of contestants) entries.push(await start(contestant, files, warmUpMs))
  if (entries.length === 0) return entries
  progress('lets them wait')
  await pause(AGE_MS)
  return entries
}

export const endAll = async (entries: Entry[]): Promise<void> => {
  for (const { server } of entries) await server?.end()
}

/** Measures something of a server, and tells whether it could; what hindered it goes to the row. */
export const attempt = async (
  { server, problem }: Pick<Entry, 'server' | 'problem'>,
  row: Row,
  measure: (server: Running) => Promise<void>,
): Promise<boolean> => {
  try {
    if (server === undefined) throw new Error(problem)
    await measure(server)
    return true
  } catch (error) {
    note(row, `not measured: ${messageOf(error)}`)
    return false
  }
}
