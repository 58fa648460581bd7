import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { nodeBinary } from './node-binary'

export interface FixtureResult {
  stdout: string
  stderr: string
  code: number | null
  signal: NodeJS.Signals | null
}

const fixtures = path.resolve(__dirname, '../../dist/test/fixtures')

// Some fixtures abort: they must not leave core images in the working directory.
const WITHOUT_CORE = 'ulimit -c 0; exec "$0" "$@"'

/** Starts a compiled fixture program; its end can be awaited. */
export const startFixture = (
  name: string,
  args: string[] = [],
  options: SpawnOptions = {},
): { child: ChildProcess; result: Promise<FixtureResult> } => {
  const program = [nodeBinary, path.join(fixtures, `${name}.js`), ...args]
  const child = spawn('sh', ['-c', WITHOUT_CORE, ...program], {
    ...options,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve([code, signal]))
  })
  const result = Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    ended,
  ]).then(([stdout, stderr, [code, signal]]) => ({ stdout, stderr, code, signal }))
  return { child, result }
}

/** Runs a compiled fixture program to its end. */
export const runFixture = (
  name: string,
  args: string[] = [],
  options: SpawnOptions = {},
): Promise<FixtureResult> => startFixture(name, args, options).result

/** Runs a fixture program that prints one JSON value and must end well. */
export const fixtureValue = async (name: string, ...args: string[]): Promise<unknown> => {
  const { stdout, stderr, code, signal } = await runFixture(name, args)
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}\n${stderr}`)
  return JSON.parse(stdout)
}
