import { about, runProgram } from '../helpers/program'

test('100 children killed in the middle of signal handling block no signal of their parent', async () => {
  const lines = await runProgram('fork/lock')
  expect(lines).toMatchObject([{ what: 'heard', before: 0, count: 1, kills: 100 }])
})

test('200 forks leave the parent as many descriptors as it had', async () => {
  const [line] = await runProgram('fork/leak')
  expect(line?.after).toBe(line?.before)
})

test('process.pid and process.ppid are right in every generation', async () => {
  const lines = await runProgram('fork/identity')
  const identities = about(lines, 'identity')
  expect(identities.map(({ generation }) => generation)).toEqual([0, 1, 2, 3])
  for (const [at, { pid, kernel, posix, parent }] of identities.entries()) {
    expect({ kernel, posix }).toEqual({ kernel: pid, posix: true })
    if (at > 0) expect(parent).toBe(identities[at - 1]?.pid)
  }
  const children = about(lines, 'forked').map(({ child }) => child)
  expect(children.reverse()).toEqual(identities.slice(1).map(({ pid }) => pid))
})

test('timers, intervals and immediates of before the fork go on in both processes', async () => {
  const lines = await runProgram('fork/pending')
  const events = Object.fromEntries(about(lines, 'events').map(({ who, events }) => [who, events]))
  const all = ['nextTick', 'microtask', 'immediate', 'tick', 'tick', 'tick', 'timeout']
  for (const who of ['parent', 'child']) {
    expect((events[who] as string[]).slice().sort()).toEqual(all.slice().sort())
  }
  expect(about(lines, 'reaped')).toMatchObject([{ code: 0 }])
})
