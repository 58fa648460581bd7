// The programs in C, compiled for this run into a folder that goes with it.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { atEnd } from './at-end'

const sources = path.resolve(__dirname, '../../../bench')
const flags = ['-O2', '-std=gnu11']

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-bench-'))
atEnd(() => fs.rmSync(folder, { recursive: true, force: true }))

const compile = (name: string, files: string[]): string => {
  const file = path.join(folder, name)
  execFileSync('cc', [...flags, '-o', file, ...files.map((source) => path.join(sources, source))])
  return file
}

const load = fs.readdirSync(path.join(sources, 'load')).filter((name) => name.endsWith('.c'))

export const tools = {
  load: compile(
    'load',
    load.map((name) => `load/${name}`),
  ),
  launch: compile('launch', ['tools/launch.c']),
  killAll: compile('kill-all', ['tools/kill-all.c']),
  forkServer: compile('fork-server', ['peers/fork-server.c']),
}

export const compiler = (): string =>
  `cc ${flags.join(' ')}, ${execFileSync('cc', ['--version'], { encoding: 'utf8' }).split('\n')[0]}`
