import { about, runProgram } from '../helpers/program'

// The kernel gives a container ids of its own, from 1: thread 20 and descriptor 20 are both there.
test('in a pid namespace of its own a child has all threads but the two that nobody uses there', async () => {
  const lines = await runProgram('fork/small-ids', [], {
    launcher: ['unshare', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'],
    env: { UV_THREADPOOL_SIZE: '60' },
  })
  const [parent] = about(lines, 'parent')
  expect(parent).toMatchObject({ smallest: 1 })
  expect(parent?.largest).toBeGreaterThan(60)
  // The one that blocks every signal, and the one for what V8 wants done later.
  expect(about(lines, 'child')).toEqual([
    expect.objectContaining({ count: (parent?.count as number) - 2 }),
  ])
  expect(about(lines, 'reaped')).toEqual([expect.objectContaining({ code: 42 })])
})
