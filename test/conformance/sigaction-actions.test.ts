// What the kernel refuses, resets, restarts and does by default.
import { DEADLY } from '../fixtures/conformance/common/signals'
import { see } from '../helpers/conformance'
import { pollUntil } from '../helpers/poll-until'
import { sleepsInRead } from '../helpers/proc'
import { about, startProgram } from '../helpers/program'

test('S04 SIGKILL and SIGSTOP are EINVAL, numbers that are no signal ERR_OUT_OF_RANGE, and nothing has changed', async () => {
  expect(await see('sigaction-actions', 'S04')).toEqual({
    uncatchable: Array(2).fill(['EINVAL', 'EINVAL']),
    none: Array(4).fill(['ERR_OUT_OF_RANGE', 'ERR_OUT_OF_RANGE']),
    unchanged: true,
    heard: 1,
    killed: 'SIGKILL',
  })
})

test('S09 with SA_RESETHAND the second of each of 20 signals kills', async () => {
  const signals = DEADLY.filter((signal) => signal !== 'SIGKILL')
  expect(signals).toHaveLength(20)
  expect(await see('sigaction-actions', 'S09')).toEqual(signals)
})

test.each([
  ['on', 0],
  ['off', 1],
  ['default', 1],
  ['off after on', 1],
])(
  'S10 SA_RESTART %s: a read that a handler interrupts throws EINTR %d times',
  async (how, times) => {
    const program = startProgram('conformance/sigaction-restart', [how])
    await pollUntil('it sleeps in read', () => sleepsInRead(program.pid, 0))
    process.kill(program.pid, 'SIGUSR2')
    await program.said('handled')
    if (times > 0) await program.said('EINTR')
    await pollUntil('it sleeps in read', () => sleepsInRead(program.pid, 0))
    program.tell('data')
    expect(await program.said('read')).toMatchObject({ text: 'data\n' })
    const { code, lines } = await program.end()
    expect(code).toBe(0)
    expect(about(lines, 'EINTR')).toHaveLength(times)
  },
)

test('S24 SIG_DFL for SIGTERM after a handler: the signal kills, status 15', async () => {
  expect(await see('sigaction-actions', 'S24')).toEqual({
    heard: 1,
    status: 15,
    signal: 'SIGTERM',
  })
})

test('S25 a child with the default action, and one with a handler of its own, obey theirs, and the parent its own', async () => {
  expect(await see('sigaction-actions', 'S25')).toEqual({
    children: ['SIGUSR2', 40],
    parent: [0, 1],
  })
})
