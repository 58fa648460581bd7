// Hub and members as what they are: processes, which end, stop and are killed.
import { about, runProgram, startProgram } from '../helpers/program'

test('a will is published and a name is free however the member ended', async () => {
  const lines = await runProgram('hub/wills')
  const [wills] = about(lines, 'wills')
  expect(wills).toMatchObject({
    names: ['killed', 'exits', 'exitsAtOnce', 'throws', 'ends'],
    members: ['watcher'],
  })
  expect(wills?.wills).toEqual(wills?.names)
  expect(about(lines, 'names')).toMatchObject([{ free: Array(5).fill(true) }])
})

test('a stopped reader makes the hub no larger, knows how many it has lost, and others lose none', async () => {
  const lines = await runProgram('hub/slow-reader')
  const [hub] = about(lines, 'hub') as unknown as { grownKb: number; sentKb: number }[]
  expect(hub?.sentKb).toBeGreaterThan(90_000)
  expect(hub?.grownKb).toBeLessThan(30_000)
  const [slow] = about(lines, 'slow') as unknown as Record<'received' | 'lost' | 'total', number>[]
  expect(slow?.lost).toBeGreaterThan(1000)
  expect((slow?.received ?? 0) + (slow?.lost ?? 0)).toBe(slow?.total)
  const [quick] = about(lines, 'quick')
  expect(quick?.received).toBe(quick?.total)
  expect(about(lines, 'quick lost some')).toEqual([])
})

test('an error of a listener is an uncaught exception, and the messages after it arrive', async () => {
  const lines = await runProgram('hub/listeners', ['caught'])
  expect(about(lines, 'uncaught')).toMatchObject([{ message: 'of a listener' }])
  expect(about(lines, 'heard').map(({ message }) => message)).toEqual([1, 2, 3])
})

test('an error of a listener ends a process that does not catch it', async () => {
  const { code, stderr } = await startProgram('hub/listeners', ['uncaught']).end()
  expect(code).toBe(1)
  expect(stderr).toContain('Error: of a listener')
})

test('when the hub process is killed, members go on with the next one', async () => {
  const lines = await runProgram('hub/hub-dies')
  expect(about(lines, 'under way')).toMatchObject([{ outcome: 'ERR_HUB_CLOSED' }])
  expect(about(lines, 'back')).toMatchObject([{ nameKept: true }])
  expect(about(lines, 'heard')).toMatchObject([{ heard: [1, 3], reached: 1, members: ['ann'] }])
})

test('a child of a member has a connection of its own, and nothing of what its parent has', async () => {
  const lines = await runProgram('hub/member-forks')
  expect(about(lines, 'under way')).toMatchObject([{ outcome: 'ERR_HUB_CLOSED' }])
  expect(about(lines, 'child')).toMatchObject([
    { claimed: false, reached: 1, members: ['parent'], heard: [] },
  ])
  expect(about(lines, 'parent')).toMatchObject([
    { heard: ['under way', 'from the child'], reached: 1, members: ['parent'] },
  ])
})
