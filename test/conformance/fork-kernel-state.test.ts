// fork(): what the kernel keeps for a process and does not give to its child.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { compileLibrary } from '../helpers/native-program'
import { pollUntil } from '../helpers/poll-until'
import { signalSetHas } from '../helpers/proc'
import { about, type ProgramOptions, runProgram, startProgram } from '../helpers/program'

const FIXTURE = 'conformance/fork-kernel-state'
const SIGUSR2 = os.constants.signals.SIGUSR2

const start = (scenario: string, options: ProgramOptions = {}) =>
  startProgram(FIXTURE, [scenario, compileLibrary('kernel-state')], options)

/** Who has record locks on a file. */
const lockers = (file: string): number[] => {
  const { ino } = fs.statSync(file)
  return fs
    .readFileSync('/proc/locks', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, kind, , , , inode]) => kind === 'POSIX' && inode?.endsWith(`:${ino}`))
    .map(([, , , , pid]) => Number(pid))
}

test('F11 a record lock stays the one of the parent', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-conformance-'))
  try {
    const file = path.join(folder, 'locked')
    const program = start('lock', { env: { KERNEL_STATE_LOCK: file } })
    const { child } = await program.said('parent')
    expect(fs.existsSync(`/proc/${child}/fd`)).toBe(true)
    expect(lockers(file)).toEqual([program.pid])
    program.tell('end')
    expect(await program.end()).toMatchObject({ code: 0, stderr: '' })
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})

test('F12 a signal that is blocked and pending is blocked in the child, and not pending', async () => {
  const program = start('pending')
  const child = Number((await program.said('forked')).child)
  const sets = (pid: number) => ({
    blocked: signalSetHas(pid, 'SigBlk', SIGUSR2),
    pending: signalSetHas(pid, 'SigPnd', SIGUSR2) || signalSetHas(pid, 'ShdPnd', SIGUSR2),
  })
  // A helper thread may have taken it and be about to hand it to the main thread.
  await pollUntil('the signal is pending', () => sets(program.pid).pending)
  expect(sets(program.pid)).toEqual({ blocked: true, pending: true })
  expect(sets(child)).toEqual({ blocked: true, pending: false })
  program.tell('end')
  expect(await program.said('child')).toMatchObject({ pid: child, heard: 0 })
  expect(await program.said('parent')).toMatchObject({ heard: 1 })
  expect(await program.end()).toMatchObject({ code: 0, stderr: '' })
})

test('F13 interval timers and POSIX timers go on in the parent, and do not exist in the child', async () => {
  const program = start('timers', { env: { KERNEL_STATE_TIMERS: 'yes' } })
  const { code, lines, stderr } = await program.end()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(about(lines, 'child')).toMatchObject([{ counts: { SIGALRM: 0, SIGHUP: 0 } }])
  const { counts } = about(lines, 'parent')[0] as unknown as { counts: Record<string, number> }
  expect(counts.SIGALRM).toBeGreaterThanOrEqual(6)
  expect(counts.SIGHUP).toBeGreaterThanOrEqual(6)
})

test("F14 processor time begins at 0 in the child, and is its parent's children's once waited for", async () => {
  const lines = await runProgram(FIXTURE, ['clocks'])
  const ticks = (who: string, when: string) => about(lines, who)[0]?.[when] as number[]
  const own = (of: number[]) => (of[0] ?? 0) + (of[1] ?? 0)
  const children = (of: number[]) => (of[2] ?? 0) + (of[3] ?? 0)
  // In hundredths of a second; the parent has computed for 20 of them.
  expect(own(ticks('parent', 'before'))).toBeGreaterThanOrEqual(20)
  expect(own(ticks('child', 'begin'))).toBeLessThan(10)
  expect(children(ticks('parent', 'before'))).toBe(0)
  const used = own(ticks('child', 'end'))
  expect(used).toBeGreaterThan(0)
  expect(children(ticks('parent', 'after'))).toBeGreaterThanOrEqual(used)
})
