// Calls that change the state of a process: each in a program of its own.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { getpgid } from '../../lib'
import { pollUntil } from '../helpers/poll-until'
import { state } from '../helpers/proc'
import { fixtureValue, runFixture } from '../helpers/run-fixture'
import { spawnFixture } from '../helpers/spawn-fixture'

const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-')))
afterAll(() => fs.rmSync(directory, { recursive: true }))

const see = (scenario: string, ...args: string[]) =>
  fixtureValue('posix/process', scenario, ...args)

test('getpid and getppid are what Node found at its start', async () => {
  expect(await see('ids')).toEqual({ pid: true, ppid: true })
})

test('setsid makes the leader of a new session, once', async () => {
  expect(await see('setsid')).toEqual({
    before: { group: false, session: false },
    returned: true,
    after: { group: true, session: true },
    again: 'EPERM: operation not permitted, setsid',
  })
})

test('setpgid(0, 0) makes the leader of a new group in the same session, as getpgid sees', async () => {
  expect(await see('setpgid')).toEqual({
    before: { group: false, session: false, asked: false },
    after: { group: true, session: false, asked: true },
  })
})

test('getpgid tells the group of another process', () => {
  const stat = fs.readFileSync(`/proc/${process.ppid}/stat`, 'latin1')
  const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  expect(getpgid(process.ppid)).toBe(Number(group))
})

describe('when the parent dies', () => {
  const orphan = async (...signals: string[]) => {
    const parent = spawnFixture('posix/parent-death', { args: signals })
    const child = Number(await parent.line())
    parent.kill('SIGKILL')
    const heard = await parent.line()
    // It has another parent now, which may be slow to take its status.
    await pollUntil('the end of the child', () => (state(child) ?? 'Z') === 'Z')
    await parent.exited
    return heard
  }

  test('its child gets the signal that it asked for', async () => {
    expect(await orphan('SIGUSR2')).toBe('SIGUSR2')
    expect(await orphan('SIGUSR2', '12')).toBe('SIGUSR2')
  })

  test('its child gets nothing if it took that back', async () => {
    expect(await orphan('SIGUSR2', '0')).toBe('nothing')
  })
})

test('umask returns the old mask, and without an argument changes nothing', async () => {
  expect(await see('umask', directory)).toEqual({
    read: [0o027, 0o027, 0o027],
    second: 0o027,
    restored: true,
    mode: 0o640,
  })
})

test('chdir changes the directory of the process, and what Node believes it to be', async () => {
  expect(await see('chdir', directory)).toEqual({
    there: true,
    kernel: true,
    missing: `ENOENT: no such file or directory, chdir '${directory}' -> 'missing'`,
  })
})

test('kill with signal 0 asks only', async () => {
  expect(await see('kill nobody')).toBe('none')
})

test('kill sends the signal that was named', async () => {
  expect(await runFixture('posix/process', ['kill self'])).toMatchObject({ signal: 'SIGKILL' })
})

test.each([
  [0, 0],
  [42, 42],
  [255, 255],
  [256, 0],
  [-1, 255],
])("_exit(%d) ends the process with %d, without an 'exit' event", async (status, code) => {
  expect(await runFixture('posix/process', ['_exit', String(status)])).toEqual({
    stdout: '',
    stderr: '',
    code,
    signal: null,
  })
})
