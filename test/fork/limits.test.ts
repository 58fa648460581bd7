// fork() where the system has no room for another process, or for its threads.
import { asSomebody, countThreads, limitProcesses, unlimitProcesses } from '../helpers/limits'
import { compile } from '../helpers/native-program'
import { type Program, startProgram } from '../helpers/program'

const failed = (code: string, errno: number, text: string) => ({
  result: { message: `${code}: ${text}, fork`, errno: -errno, code, syscall: 'fork' },
  children: { message: 'ECHILD: no child processes, waitpid', code: 'ECHILD' },
  descriptors: 0,
  works: true,
})

const warm = async (program: Program): Promise<Program> => {
  program.tell('warm')
  await program.said('warm')
  return program
}

const end = async (program: Program) => {
  program.tell('end')
  const { code, stderr } = await program.end()
  return { code, stderr }
}

test('over the limit on processes: EAGAIN, no child, nothing lost; below it again, fork() works', async () => {
  const program = await warm(startProgram('fork/limits', [], { launcher: asSomebody }))
  limitProcesses(program.pid, 1)
  program.tell('fork')
  expect(await program.said('forked')).toMatchObject(
    failed('EAGAIN', 11, 'resource temporarily unavailable'),
  )
  program.lines.length = 0
  unlimitProcesses(program.pid)
  program.tell('fork')
  expect(await program.said('child')).toMatchObject({ works: true })
  expect(await program.said('reaped')).toMatchObject({ code: 42 })
  expect(await end(program)).toEqual({ code: 0, stderr: '' })
})

test('out of memory: ENOMEM, no child, nothing lost', async () => {
  const program = await warm(startProgram('fork/limits', [], { launcher: [compile('no-memory')] }))
  for (let round = 0; round < 3; round++) {
    program.lines.length = 0
    program.tell('fork')
    expect(await program.said('forked')).toMatchObject(failed('ENOMEM', 12, 'not enough memory'))
  }
  expect(await end(program)).toEqual({ code: 0, stderr: '' })
})

describe('a child that gets no threads', () => {
  const startChild = async () => {
    const program = await warm(startProgram('fork/limits', [], { launcher: asSomebody }))
    limitProcesses(program.pid, countThreads() + 1)
    program.tell('fork')
    const { result } = await program.said('forked')
    return { program, child: Number(result) }
  }

  test('goes on when it gets them later', async () => {
    const { program, child } = await startChild()
    expect(program.lines.map(({ what }) => what)).not.toContain('child')
    unlimitProcesses(child)
    expect(await program.said('child')).toMatchObject({ pid: child, works: true })
    expect(await program.said('reaped')).toMatchObject({ code: 42 })
    unlimitProcesses(program.pid)
    expect(await end(program)).toEqual({ code: 0, stderr: '' })
  })

  test('says so after five seconds and ends with status 71', async () => {
    const before = performance.now()
    const { program } = await startChild()
    expect(await program.said('reaped')).toMatchObject({ code: 71 })
    expect(performance.now() - before).toBeGreaterThan(4900)
    expect(await end(program)).toEqual({
      code: 0,
      stderr: 'realfork: fork: the system gives the child no threads\n',
    })
  })
})
