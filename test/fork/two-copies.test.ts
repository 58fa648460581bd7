import { about, runProgram } from '../helpers/program'

test('two copies of the library in one process lay threads to rest, and both get them back', async () => {
  const lines = await runProgram('fork/two-copies')
  for (const copy of ['first', 'second', 'first again']) {
    expect(about(lines, copy).map(({ code }) => code)).toEqual([42, 42, 42])
  }
  expect(about(lines, 'parent')).toMatchObject([{ jobs: 8 }])
})
