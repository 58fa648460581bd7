// The configuration of the server, which changes while clients come and go.
import fs from 'node:fs'
import type { Limits } from 'realfork'

export interface Configuration {
  /** How often it has changed; sessions tell it to their clients. */
  generation: number
  limits: Required<Pick<Limits, 'maxServers' | 'atLimit'>>
}

/** What a client is told for whom there is no server process. */
export const REFUSAL = 'full\n'

export const MOST = 64
/** Below the number of clients that come at a time. */
const FEW = 6

/** One after the other; most of the time there are enough server processes for all clients. */
const COURSE: Configuration['limits'][] = [
  ...Array.from({ length: 14 }, () => ({ maxServers: MOST, atLimit: 'wait' as const })),
  ...Array.from({ length: 5 }, () => ({ maxServers: FEW, atLimit: 'wait' as const })),
  { maxServers: FEW, atLimit: 'refuse' },
]

/** Now and then the file is broken first, and the old configuration has to stay. */
const BROKEN_EVERY = 10

export const isBroken = (generation: number): boolean => generation % BROKEN_EVERY === 5

export const configurationOf = (generation: number): Configuration => ({
  generation,
  limits: COURSE[generation % COURSE.length] as Configuration['limits'],
})

export const write = (file: string, configuration: Configuration): void =>
  fs.writeFileSync(file, JSON.stringify(configuration))

export const writeBroken = (file: string): void => fs.writeFileSync(file, '{ "generation": ')

export const read = (file: string): Configuration => JSON.parse(fs.readFileSync(file, 'utf8'))
