// close(): what it says, and who has a descriptor.
import { compileLibrary } from '../helpers/native-program'
import { about, type Line, runProgram, startProgram } from '../helpers/program'
import { fixtureValue } from '../helpers/run-fixture'

const FIXTURE = 'conformance/close'

describe('close() of every kind of descriptor', () => {
  let lines: Line[]

  beforeAll(async () => {
    lines = await runProgram(FIXTURE, ['kinds'])
  })

  test('C01 a file, a directory, a pipe and a socket are closed, without a word', () => {
    const closed = about(lines, 'closed')
    expect(closed).toHaveLength(9)
    for (const line of closed) {
      expect(line).toMatchObject({ before: true, result: 'none', after: false })
    }
  })

  test('C02 what is closed or was never open is EBADF; -1 is refused before the kernel is asked', () => {
    expect(about(lines, 'closed').map(({ again }) => again)).toEqual(Array(9).fill('EBADF'))
    expect(about(lines, 'never open')).toMatchObject([
      { results: ['ERR_OUT_OF_RANGE', 'EBADF', 'EBADF'] },
    ])
  })
})

test('C03 close() is issued once: after EINTR the descriptor is closed, and not closed again', async () => {
  const env = { LD_PRELOAD: compileLibrary('close-of-high-interrupted') }
  const { code, lines, stderr } = await startProgram(FIXTURE, ['interrupted'], { env }).end()
  expect(about(lines, 'closed')).toMatchObject([{ result: 'EINTR', open: false }])
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'close(600) = 0\n' })
})

test('C06 an executed grandchild has 0, 1, 2 and what was passed by dup2(), nothing else', async () => {
  const lines = await runProgram(FIXTURE, ['close on exec'])
  const [line] = about(lines, 'seen')
  expect(line?.before).toEqual(expect.arrayContaining([0, 1, 2]))
  expect(line).toMatchObject({ made: 9, added: [line?.passed] })
  expect(about(lines, 'parent')).toMatchObject([{ code: 0 }])
})

test('C10 descriptor 0 is like any other: a pipe, a connection, something to poll', async () => {
  const expected = { pipe: 0, read: 'hello', accepted: 0, poll: 1 }
  expect(await fixtureValue('posix/descriptor-zero')).toEqual(expected)
})
