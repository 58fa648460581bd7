// Requests that a top process has in flight are answered there, and nowhere else.
import { about, runProgram } from '../helpers/program'

const ALL = [
  ...['write', 'shutdown', 'connect', 'resolve', 'fetch'],
  ...['lookup', 'stat', 'promise', 'readFile', 'pbkdf2', 'randomBytes', 'gzip'],
]

test('no callback and no promise of the parent is answered in the child, and the child ends', async () => {
  const lines = await runProgram('server/requests', ['answering'])
  expect(about(lines, 'child')).toEqual([expect.objectContaining({ fired: [] })])
  const fired = new Set(about(lines, 'parent')[0]?.fired as string[])
  expect(fired).toEqual(new Set(ALL))
  expect(about(lines, 'empty')).toHaveLength(1)
  expect(about(lines, 'reaped')[0]).toMatchObject({ end: 0 })
})

// c-ares itself gives up after some five seconds.
const SOON_MS = 2_000

test('the child does not wait for a name server that does not answer', async () => {
  const lines = await runProgram('server/requests', ['silent'])
  expect(about(lines, 'empty')[0]?.afterMs).toBeLessThan(SOON_MS)
  expect(about(lines, 'reaped')[0]).toMatchObject({ end: 0 })
})

test('a server process that forgets requests of the daemon process is told of none, and ends', async () => {
  const lines = await runProgram('server/forgotten', ['forgotten'])
  expect(about(lines, 'empty')).toHaveLength(1)
  expect(about(lines, 'reaped')[0]).toMatchObject({ end: 0 })
  const fired = about(lines, 'fired').map(({ name, where }) => `${where}: ${name}`)
  expect(fired.sort()).toEqual(['daemon: promise', 'daemon: randomBytes', 'daemon: stat'])
})
