// waitpid and kill on real children; the fixture starts and waits for them.
import { fixtureValue } from '../helpers/run-fixture'

const see = (scenario: string, ...args: string[]) => fixtureValue('posix/wait', scenario, ...args)

test('without children, waiting fails with ECHILD, WNOHANG or not', async () => {
  expect(await see('childless')).toEqual(['ECHILD', 'ECHILD'])
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
