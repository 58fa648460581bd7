// Runs a program of test/fixtures in a process of its own, to be driven from outside.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { children } from './proc'

const directory = path.resolve(__dirname, '../../dist/test/fixtures')
// Another Node to run the programs with; jest itself stays where it is.
const node = process.env.TEST_NODE ?? process.execPath

const running = new Set<Fixture>()

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export class Fixture {
  readonly pid: number
  readonly exited: Promise<Exit>
  stderr = ''
  readonly #inputs: Record<0 | 3, Writable>
  readonly #lines: AsyncIterator<string>

  constructor(name: string, args: string[], execArgv: string[]) {
    const program = path.join(directory, `${name}.js`)
    const child = spawn(node, [...execArgv, program, ...args], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    })
    this.#inputs = { 0: child.stdin, 3: child.stdio[3] as Writable }
    this.pid = child.pid as number
    this.#lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text
    })
    // It may have ended when we write.
    for (const input of Object.values(this.#inputs)) input.on('error', () => {})
    this.exited = once(child, 'close').then(([code, signal]) => ({ code, signal }))
    running.add(this)
    this.exited.then(() => running.delete(this))
  }

  /** The next line of its output; fails if the output ended. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next()
    if (done)
      throw new Error(`the fixture ended: ${JSON.stringify(await this.exited)}\n${this.stderr}`)
    return value
  }

  /** The next so many lines. */
  async take(count: number): Promise<string[]> {
    const lines = []
    while (lines.length < count) lines.push(await this.line())
    return lines
  }

  /** The lines that are left; waits for the end of the program. */
  async rest(): Promise<string[]> {
    const lines = []
    for await (const line of { [Symbol.asyncIterator]: () => this.#lines }) lines.push(line)
    return lines
  }

  kill(signal: NodeJS.Signals | number): void {
    process.kill(this.pid, signal)
  }

  /** To its stdin or its descriptor 3. */
  write(text: string, fd: 0 | 3 = 0): void {
    this.#inputs[fd].write(text)
  }

  /** Ends its stdin. */
  end(): void {
    this.#inputs[0].end()
  }
}

export const spawnFixture = (
  name: string,
  { args = [], execArgv = [] }: { args?: string[]; execArgv?: string[] } = {},
): Fixture => new Fixture(name, args, execArgv)

afterEach(async () => {
  const left = [...running]
  for (const fixture of left) fixture.kill('SIGKILL')
  await Promise.all(left.map((fixture) => fixture.exited))
  expect(children(process.pid)).toEqual([])
})
