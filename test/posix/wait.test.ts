// waitpid and kill on real children; the fixture starts and waits for them.
import type { ResourceUsage } from '../../lib'
import { fixtureValue } from '../helpers/run-fixture'

const see = (scenario: string, ...args: string[]) => fixtureValue('posix/wait', scenario, ...args)

test('without children, waiting fails with ECHILD, WNOHANG or not', async () => {
  expect(await see('childless')).toEqual(Array(5).fill('ECHILD'))
})

test('WNOHANG returns nothing while the child runs, and ECHILD once it is taken', async () => {
  expect(await see('no hang')).toEqual(['none', 'none', 'SIGKILL', 'ECHILD'])
})

test('waiting for one of 25 takes that one, and leaves the others', async () => {
  expect(await see('named child')).toEqual({
    first: 12,
    again: 'ECHILD',
    dead: 'ESRCH',
    others: Array.from({ length: 25 }, (_, i) => i).filter((i) => i !== 12),
  })
})

test('exit codes 0 to 255 come back', async () => {
  expect(await see('exit codes')).toEqual(Array.from({ length: 256 }, (_, code) => code))
})

test('the signal that killed a child is named', async () => {
  const signals = (
    'ABRT ALRM BUS FPE HUP ILL INT KILL PIPE POLL PROF QUIT SEGV SYS TERM TRAP ' +
    'USR1 USR2 VTALRM XCPU XFSZ'
  )
    .split(' ')
    .map((name) => (name === 'POLL' ? 'SIGIO' : `SIG${name}`))
  const children = (await see('signals', JSON.stringify(signals))) as Record<string, unknown>[]
  expect(children.map(({ signal }) => signal)).toEqual(signals)
  for (const child of children) {
    expect(child).toMatchObject({
      pid: true,
      exitCode: null,
      coreDumped: false,
      stopSignal: null,
      continued: false,
    })
  }
})

test('a stop and a continuation are reported, and then the end', async () => {
  expect(await see('stop and continue')).toEqual(['SIGSTOP', 'none', true, 'SIGTERM'])
})

test('a stop is not reported without WUNTRACED', async () => {
  expect(await see('stop unasked')).toEqual(['none', 'SIGKILL'])
})

test('waiting for any of 8 children takes each of them once', async () => {
  expect(await see('any child')).toEqual({ left: 0, codes: [3], afterwards: 'ECHILD' })
})

test('0 is the own process group and -n is group n, to wait for and to kill', async () => {
  expect(await see('groups')).toEqual({
    own: 'none',
    other: 'SIGTERM',
    untouched: 'none',
    last: 'SIGKILL',
    afterwards: 'ECHILD',
  })
})

test('wait4 waits as waitpid does, and tells the usage besides', async () => {
  expect(await see('wait4 like waitpid')).toEqual({
    before: ['none', 'none'],
    stopSignal: 'SIGSTOP',
    keys: [
      ...['pid', 'status', 'exitCode', 'signal', 'coreDumped', 'stopSignal', 'continued'],
      'usage',
    ],
    ended: {
      pid: true,
      status: 9,
      exitCode: null,
      signal: 'SIGKILL',
      coreDumped: false,
      stopSignal: null,
      continued: false,
    },
    again: 'ECHILD',
  })
})

test('wait4 tells processor time in milliseconds, and memory in KB', async () => {
  const { idle, busy, large } = (await see('usage')) as Record<string, ResourceUsage>
  const cpu = (usage?: ResourceUsage) => (usage?.userCpuMs ?? 0) + (usage?.systemCpuMs ?? 0)
  // Half a second of a processor that it may have had to share; and no more than a minute.
  expect(cpu(busy)).toBeGreaterThan(50)
  expect(cpu(busy)).toBeLessThan(60_000)
  expect(cpu(idle)).toBeLessThan(cpu(busy))
  expect(large?.maxRssKb).toBeGreaterThan(200 * 1024)
  expect(large?.maxRssKb).toBeLessThan(2 * 1024 * 1024)
})

test('peekChild names a child that has ended, and does not take it', async () => {
  expect(await see('peek')).toEqual({
    running: 0,
    stopped: 0,
    seen: true,
    taken: 'SIGKILL',
    afterwards: 'ECHILD',
  })
})
