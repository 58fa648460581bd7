// The injector itself: what it does to a program, and that it shows nowhere else.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { withFaults } from '../helpers/faults'
import { asSomebody } from '../helpers/limits'
import { compile } from '../helpers/native-program'
import { pollUntil } from '../helpers/poll-until'
import { children } from '../helpers/proc'

/** A shell script under the rules; as somebody else if asked. */
const run = (rules: string[], script: string, launcher: string[] = []) => {
  const [file = '', ...args] = [...launcher, ...withFaults(...rules), 'sh', '-c', script]
  const { status, signal, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' })
  return { status, signal, stdout, stderr }
}

let writeEach: string
beforeAll(() => {
  writeEach = compile('write-each')
})

const NONE = ['write:EPERM:nth=99']

test.each([
  ['a status', 'exit 7', { status: 7, signal: null }],
  ['a signal', 'kill -9 $$', { status: null, signal: 'SIGKILL' }],
])('it ends as its command does: %s', (_, script, end) => {
  expect(run(NONE, script)).toEqual({ ...end, stdout: '', stderr: '' })
})

test.each([
  ['nth=2,4', 'a c e'],
  ['every=2', 'a c e'],
  ['after=3', 'a b c'],
  ['after=1:times=2', 'a d e'],
  ['depth=0', ''],
  ['depth=1', 'a b c d e'],
  ['main:nth=1', 'b c d e'],
  ['length=3', 'a b c d e'],
  ['armed', 'a b c d e'],
])('write:EPERM:%s lets %j through', (conditions, through) => {
  const script = `exec ${writeEach} a b c d e`
  expect([...run([`write:EPERM:${conditions}`], script).stdout].join(' ')).toBe(through)
})

test('it reaches those that the command has started', () => {
  expect(run(['write:EPERM:depth=1'], '(echo never); echo always').stdout).toBe('always\n')
})

test('it needs no privilege', () => {
  expect(run(['write:EPERM:nth=1'], 'echo a; echo b', asSomebody).stdout).toBe('b\n')
})

test.each([
  ['fork', ''],
  ['thread', 'forked\n'],
])('clone:EAGAIN:%s', (kind, stdout) => {
  expect(run([`clone:EAGAIN:${kind}`], '(echo forked) 2>&-').stdout).toBe(stdout)
})

test('it outlives its command as long as others need it, and leaves nothing behind', async () => {
  const script = 'exec 3<&0; (read line; echo x; echo late) <&3 & echo begun; exit 3'
  const [file = '', ...args] = [...withFaults('write:EPERM:nth=2'), 'sh', '-c', script]
  const injector = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  await once(injector.stdout, 'data')
  await pollUntil('the command has ended', () => children(injector.pid as number).length === 0)
  expect(injector.exitCode).toBe(null)
  injector.stdin.end('x\n')
  const exit = once(injector, 'exit')
  expect(await text(injector.stdout)).toBe('late\n')
  expect(await exit).toEqual([3, null])
})

test('a rule that it does not understand is a mistake', () => {
  for (const rule of ['write', 'reboot:EPERM', 'write:EWHAT', 'write:EPERM:maybe', 'read:short']) {
    expect(run([rule], 'echo never')).toMatchObject({ status: 2, stdout: '' })
  }
  expect(() => execFileSync(withFaults()[0] as string, { stdio: 'pipe' })).toThrow()
})
