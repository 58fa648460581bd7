// The IPC channel of a top process that child_process.fork() has started.
import { about, runProgram } from '../helpers/program'

test('the channel works in the parent, and the child has none', async () => {
  const lines = await runProgram('server/channel')
  expect(about(lines, 'cleaned')[0]?.more).toEqual({
    types: ['undefined', 'undefined', 'undefined'],
    connected: false,
  })
  expect(about(lines, 'received')).toEqual([expect.objectContaining({ message: 'forked' })])
  expect(about(lines, 'parent')[0]?.fired).toEqual(['message'])
  expect(about(lines, 'child')[0]?.fired).toEqual([])
  expect([about(lines, 'reaped')[0]?.end, about(lines, 'ended')[0]?.code]).toEqual([0, 0])
})
