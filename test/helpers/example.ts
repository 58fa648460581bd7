// Runs an example as `npm start` does, and sees to it that nothing of it is left.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { pollUntil } from './poll-until'
import { state } from './proc'

const start = path.resolve(__dirname, '../../dist/examples/start.js')

export interface Example {
  topProcess: ChildProcess
  daemonPid: number
  port: number
  /** What it has written so far, on both streams. */
  output: () => string
}

const running: Example[] = []

/** The port is the system's choice. */
export const startExample = async (name: string, ...args: string[]): Promise<Example> => {
  const topProcess = spawn(process.env.TEST_NODE ?? process.execPath, [start, name, '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (text: string) => {
    output += text
  }
  topProcess.stdout.setEncoding('utf8').on('data', collect)
  topProcess.stderr.setEncoding('utf8').on('data', collect)
  const [line] = await once(createInterface(topProcess.stdout), 'line')
  const said = /daemon process (\d+) listens, talk to it: nc \S+ (\d+)$/.exec(line)
  if (said === null) throw new Error(`${name} says: ${line}`)
  const example = {
    topProcess,
    daemonPid: Number(said[1]),
    port: Number(said[2]),
    output: () => output,
  }
  running.push(example)
  return example
}

/** Stops it as a service manager does; the status of the top process. */
export const stopExample = async ({ topProcess, daemonPid }: Example): Promise<number | null> => {
  const exited = once(topProcess, 'exit')
  topProcess.kill('SIGTERM')
  await exited
  await pollUntil('the daemon process has ended', () => state(daemonPid) === undefined)
  return topProcess.exitCode
}

afterEach(async () => {
  for (const example of running.splice(0)) {
    if (example.topProcess.exitCode === null) await stopExample(example)
  }
})
