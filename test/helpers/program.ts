// Runs a compiled fixture program in a process group of its own, and sees to it that nothing of the
// group is left when the program has ended.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** What a fixture says is a line of JSON: what it is about, who says it, and more. */
export interface Line extends Record<string, unknown> {
  what: string
  pid: number
}

export interface ProgramOptions {
  /** Options of Node itself. */
  flags?: string[]
  env?: NodeJS.ProcessEnv
  /** A program that executes Node: prlimit and its arguments, for instance. */
  launcher?: string[]
}

export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
  lines: Line[]
  stderr: string
}

const fixtures = path.resolve(__dirname, '../../dist/test/fixtures')

export const node = process.env.TEST_NODE ?? process.execPath

/** Who is in a process group, but for orphans that have ended and that init has yet to wait for. */
const membersOf = (group: number): number[] =>
  fs.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'latin1')
      const [state, parent, pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return Number(pgrp) === group && !(state === 'Z' && parent === '1') ? [Number(name)] : []
    } catch {
      return []
    }
  })

const running = new Set<Program>()

export class Program {
  readonly lines: Line[] = []
  readonly #process: ChildProcessWithoutNullStreams
  readonly #ending: Promise<Ending>
  readonly #listeners = new Set<() => void>()
  #stderr = ''

  constructor(name: string, args: string[], { flags = [], env, launcher = [] }: ProgramOptions) {
    const [file = '', ...rest] = [
      ...launcher,
      node,
      ...flags,
      path.join(fixtures, `${name}.js`),
      ...args,
    ]
    this.#process = spawn(file, rest, { detached: true, env: { ...process.env, ...env } })
    this.#process.stderr.setEncoding('utf8').on('data', (text) => {
      this.#stderr += text
    })
    createInterface(this.#process.stdout).on('line', (line) => {
      this.lines.push(JSON.parse(line))
      for (const listener of this.#listeners) listener()
    })
    this.#ending = new Promise((resolve, reject) => {
      this.#process.once('error', reject)
      // 'close' comes when every process that has the pipes has ended.
      this.#process.once('close', (code, signal) =>
        resolve({ code, signal, lines: this.lines, stderr: this.#stderr }),
      )
    })
    running.add(this)
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** The first line, said already or to come, about one thing. */
  said(what: string): Promise<Line> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const line = this.lines.find((said) => said.what === what)
        if (line === undefined) return
        this.#listeners.delete(look)
        resolve(line)
      }
      this.#listeners.add(look)
      this.#ending.then(() =>
        reject(new Error(`The program ended before it said "${what}"\n${this.describe()}`)),
      )
      look()
    })
  }

  tell(text: string): void {
    this.#process.stdin.write(`${text}\n`)
  }

  closeInput(): void {
    this.#process.stdin.end()
  }

  /** Waits for the end of the program; fails if a process of its group is left. */
  async end(): Promise<Ending> {
    const ending = await this.#ending
    running.delete(this)
    const left = membersOf(this.pid)
    this.kill()
    if (left.length > 0) throw new Error(`The program left a process behind\n${this.describe()}`)
    return ending
  }

  /** Kills the whole group; false if it was empty. */
  kill(): boolean {
    try {
      return process.kill(-this.pid, 'SIGKILL')
    } catch {
      return false
    }
  }

  describe(): string {
    return [...this.lines.map((line) => JSON.stringify(line)), this.#stderr].join('\n')
  }
}

export const startProgram = (
  name: string,
  args: string[] = [],
  options: ProgramOptions = {},
): Program => new Program(name, args, options)

/** Runs a program to its end, which must be a good one: status 0. */
export const runProgram = async (
  name: string,
  args: string[] = [],
  options: ProgramOptions = {},
): Promise<Line[]> => {
  const program = startProgram(name, args, options)
  const { code, signal, lines } = await program.end()
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}\n${program.describe()}`)
  return lines
}

/** The lines about one thing. */
export const about = (lines: Line[], what: string): Line[] =>
  lines.filter((line) => line.what === what)

// A program that a failed test has left running would disturb the next one.
afterEach(() => {
  for (const program of running) {
    console.error(`killed at the end of the test:\n${program.describe()}`)
    program.kill()
  }
  running.clear()
})
