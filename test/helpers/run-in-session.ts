// A fixture program in a session of its own: whatever it starts can be found, and must be gone when
// it has ended.
import type { SpawnOptions } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { slowness } from '../fixtures/slowness'
import { type FixtureResult, startFixture } from './run-fixture'
import { describeThreads, livingIn } from './sessions'

const DEADLINE_MS = 55_000 * slowness
// An orphan whose pipe has just been closed needs a moment to end.
const ORPHANS_MS = 2_000 * slowness

const describe = (session: number) =>
  livingIn(session)
    .map(({ pid, name, state }) => `${name} (pid ${pid}, ${state})\n${describeThreads(pid)}`)
    .join('\n')

const killAll = (session: number) => {
  for (const { pid } of livingIn(session)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      // It has ended by itself meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

const emptied = async (session: number): Promise<boolean> => {
  const deadline = Date.now() + ORPHANS_MS
  while (livingIn(session).length > 0) {
    if (Date.now() > deadline) return false
    await wait(5)
  }
  return true
}

/** Fails if the program does not end in time, or leaves processes behind; then they are killed. */
export const runInSession = async (
  name: string,
  args: string[] = [],
  options: SpawnOptions = {},
): Promise<FixtureResult> => {
  const { child, result } = startFixture(name, args, { ...options, detached: true })
  const session = child.pid ?? 0
  const problems: string[] = []
  const end = (problem: string) => {
    problems.push(problem, describe(session))
    killAll(session)
  }
  const timer = setTimeout(() => end(`did not end in ${DEADLINE_MS} ms`), DEADLINE_MS)
  // Strays hold the pipes open, so that the result does not come before they are gone.
  child.once('exit', async () => {
    if (!(await emptied(session))) end('left processes behind')
  })
  const ended = await result
  clearTimeout(timer)
  if (!(await emptied(session))) end('left processes behind')
  if (problems.length === 0) return ended
  const what = `${name} ${args.join(' ')}`
  throw new Error([what, ...problems, ended.stdout, ended.stderr].join('\n'))
}
