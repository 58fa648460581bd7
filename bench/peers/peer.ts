// A server that is compared: what it is, and how it is started.
import { compiled, find, script, type Version, versions } from './programs'

export interface Peer {
  name: string
  /** What of it runs. */
  program: string
  ours: boolean
  /** The Debian package that has it. */
  package: string
  version: Version
  command: (port: string) => string[]
}

export interface Own {
  kind: 'socket' | 'blocking'
  start: 'listen' | 'run'
  /** Of createServer(), and the backlog. */
  options?: Record<string, unknown>
}

export const own = (name: string, { kind, start, options }: Own): Peer => {
  const json = options === undefined ? [] : [JSON.stringify(options)]
  return {
    name,
    program: ['bench/peers/realfork-echo.ts', kind, start, ...json].join(' '),
    ours: true,
    package: 'this one',
    version: versions.realfork,
    command: (port) => [
      process.execPath,
      compiled('realfork-echo.js'),
      kind,
      start,
      port,
      ...(json[0] === undefined ? [] : [json[0]]),
    ],
  }
}

export interface Foreign {
  package: string
  version: Version
  /** PORT stands for the port. */
  command: string[]
}

/** As the reader of a report would start it. */
const shown = (command: string[]) =>
  command
    .map((word) => word.replace(script(''), 'bench/peers').replace(compiled(''), 'bench/peers'))
    .map((word) => word.replace(/^(bench\/peers\S*)\.js$/, '$1.ts'))
    .join(' ')
    .replace(process.execPath, 'node')

export const foreign = (name: string, { package: from, version, command }: Foreign): Peer => ({
  name,
  program: shown(command),
  ours: false,
  package: from,
  version,
  command: (port) => {
    const [program = '', ...args] = command
    return [find(program) ?? program, ...args.map((word) => word.replace('PORT', port))]
  },
})
