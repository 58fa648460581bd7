// A fixture program in a session of its own: whatever it starts can be found, and must be gone when
// it has ended.
import type { SpawnOptions } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { describeThreads, livingIn } from './proc'
import { type FixtureResult, startFixture } from './run-fixture'

const DEADLINE_MS = 55_000
// An orphan whose pipe has just been closed needs a moment to end.
const ORPHANS_MS = 2_000

const describe = (session: number) =>
  livingIn(session)
    .map(({ pid, name, state }) => `${name} (pid ${pid}, ${state})\n${describeThreads(pid)}`)
    .join('\n')

const killAll = (session: number) => {
  for (const { pid } of livingIn(session)) process.kill(pid, 'SIGKILL')
}

const emptied = async (session: number): Promise<boolean> => {
  const deadline = Date.now() + ORPHANS_MS
  while (livingIn(session).length > 0) {
    if (Date.now() > deadline) return false
    await wait(5)
  }
  return true
}

/** Fails if the program does not end in time, or leaves processes behind. */
export const runInSession = async (
  name: string,
  args: string[] = [],
  options: SpawnOptions = {},
): Promise<FixtureResult> => {
  const { child, result } = startFixture(name, args, { ...options, detached: true })
  const session = child.pid ?? 0
  let stuck = ''
  const timer = setTimeout(() => {
    stuck = describe(session)
    killAll(session)
  }, DEADLINE_MS)
  let strays = ''
  child.once('exit', async () => {
    if (await emptied(session)) return
    strays = describe(session)
    killAll(session)
  })
  const ended = await result
  clearTimeout(timer)
  const problem = stuck !== '' ? `did not end in ${DEADLINE_MS} ms` : 'left processes behind'
  if (stuck !== '' || strays !== '' || !(await emptied(session))) {
    const { stdout, stderr } = ended
    throw new Error(
      [`${name} ${args.join(' ')} ${problem}`, stuck, strays, stdout, stderr].join('\n'),
    )
  }
  return ended
}
