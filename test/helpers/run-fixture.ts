import { type SpawnOptions, spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'

export interface FixtureResult {
  stdout: string
  stderr: string
  code: number | null
  signal: NodeJS.Signals | null
}

const fixtures = path.resolve(__dirname, '../../dist/test/fixtures')

/** Runs a compiled fixture program to its end. */
export const runFixture = async (
  name: string,
  args: string[] = [],
  options: SpawnOptions = {},
): Promise<FixtureResult> => {
  const child = spawn(process.execPath, [path.join(fixtures, `${name}.js`), ...args], {
    ...options,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve([code, signal]))
  })
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    ended,
  ])
  return { stdout, stderr, code, signal }
}

/** Runs a fixture program that prints one JSON value and must end well. */
export const fixtureValue = async (name: string, ...args: string[]): Promise<unknown> => {
  const { stdout, stderr, code, signal } = await runFixture(name, args)
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}\n${stderr}`)
  return JSON.parse(stdout)
}
