// onFork(): which hooks run, where and in which order.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { about, runProgram, startProgram } from '../helpers/program'

// The parts of one process are in order; those of the other may stand between them.
const seen = async (scenario: string, ...args: string[]) => {
  const lines = await runProgram('fork/hooks', [scenario, ...args])
  const of = (process: string) =>
    lines.filter(({ where }) => (where ?? 'parent') === process).map(({ what }) => what)
  const [failure] = lines.filter(({ what }) => what === 'failed')
  return { parent: of('parent'), child: of('child'), failure: failure?.message }
}

test('prepare parts run last in, first out; parent and child parts first in, first out', async () => {
  expect(await seen('order')).toEqual({
    parent: ['prepare 3', 'prepare 2', 'prepare 1', 'parent 1', 'parent 2', 'parent 3', 'forked'],
    child: ['child 1', 'child 2', 'child 3'],
  })
})

test('a hook that was removed, once or twice, does not run; the others do', async () => {
  expect(await seen('removed')).toEqual({
    parent: ['prepare 3', 'prepare 1', 'parent 1', 'parent 3', 'forked'],
    child: ['child 1', 'child 3'],
  })
})

test('a hook that removes itself while it runs leaves the others of that fork alone', async () => {
  expect(await seen('removed while it runs')).toEqual({
    parent: [
      ...['prepare 2', 'prepare 1', 'parent 1', 'parent 2', 'forked'],
      ...['prepare 2', 'parent 2', 'forked'],
    ],
    child: ['child 1', 'child 2', 'child 2'],
  })
})

test('a prepare that throws cancels the fork: the parent parts of those prepared run', async () => {
  expect(await seen('a prepare that throws')).toEqual({
    parent: [
      ...['prepare 3', 'thrown in prepare 2', 'parent 3', 'failed'],
      ...['prepare 3', 'prepare 1', 'parent 1', 'parent 3', 'forked'],
    ],
    child: ['child 1', 'child 3'],
    failure: 'thrown in prepare 2',
  })
})

test('after a fork that failed the parent parts run, and after the next one as ever', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-hooks-'))
  try {
    const fifo = path.join(folder, 'fifo')
    execFileSync('mkfifo', [fifo])
    expect(await seen('a failed fork', fifo)).toEqual({
      parent: [
        ...['prepare 2', 'prepare 1', 'parent 1', 'parent 2', 'failed'],
        ...['prepare 2', 'prepare 1', 'parent 1', 'parent 2', 'forked'],
      ],
      child: ['child 1', 'child 2'],
      failure: 'ERR_FORK_BUSY_THREADS',
    })
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})

test('a parent part that throws: the others run, fork() returns, the error is uncaught', async () => {
  expect(await seen('a parent hook that throws')).toEqual({
    parent: [
      ...['prepare 2', 'prepare 1', 'thrown in parent 1', 'uncaught: thrown in parent 1'],
      ...['parent 2', 'forked'],
    ],
    child: ['child 1', 'child 2'],
  })
})

test('a child part that throws ends the child as an uncaught exception does', async () => {
  const program = startProgram('fork/hooks', ['a child hook that throws'])
  const { lines, stderr } = await program.end()
  const child = lines.filter(({ where }) => where === 'child').map(({ what }) => what)
  expect(child).toEqual(['thrown in child 1'])
  expect(about(lines, 'forked')).toEqual([expect.objectContaining({ code: 1 })])
  expect(stderr).toContain('Error: thrown in child 1')
})

test('no hook runs around a fork that is refused for the state of the process', async () => {
  expect(await seen('a refused fork')).toMatchObject({ parent: ['failed'], child: [] })
})

test('child parts run when the child has its own pid', async () => {
  const lines = await runProgram('fork/hooks', ['what a child sees'])
  expect(lines).toContainEqual(expect.objectContaining({ what: 'child', renewed: true }))
})
