// What a child shares with its parent: every open file, and no part of its event loop.
import { execFileSync } from 'node:child_process'

import { compile } from '../helpers/native-program'
import { innerPipes, openFiles } from '../helpers/open-files'
import { startProgram } from '../helpers/program'

let parent: Map<number, string>
let child: Map<number, string>
/** Descriptors that are one open file in both. */
let same: number[]
/** Descriptors that the program has opened: a file and two pipes. The child closes the last. */
let opened: number[]

beforeAll(async () => {
  const sameFiles = compile('same-files')
  const program = startProgram('fork/objects')
  const [said, { pid }] = await Promise.all([program.said('parent'), program.said('child')])
  opened = said.opened as number[]
  parent = openFiles(program.pid)
  child = openFiles(pid)
  const args = [program.pid, pid, ...child.keys()].map(String)
  same = execFileSync(sameFiles, args, { encoding: 'utf8' }).split('\n').filter(Boolean).map(Number)
  program.tell('end')
  expect((await program.end()).code).toBe(0)
})

const isRing = (target: string | undefined) => target === 'anon_inode:[io_uring]'
const isLoops = (target: string | undefined) => target?.startsWith('anon_inode:') ?? false

const kinds = (files: Map<number, string>, skipped: number | undefined) =>
  [...files]
    .filter(([fd, target]) => fd !== skipped && !isRing(target))
    .map(([fd, target]) => `${fd} ${target.replace(/^pipe:.*/, 'pipe')}`)
    .sort()

test('a child has the descriptors of its parent under the same numbers, without rings', () => {
  expect(kinds(child, undefined)).toEqual(kinds(parent, opened.at(-1)))
  expect([...child.values()].filter(isRing)).toEqual([])
})

test('no epoll, eventfd, timerfd, inotify or ring of the child is the one of its parent', () => {
  const loops = [...child].filter(([, target]) => isLoops(target)).map(([fd]) => fd)
  expect(loops.length).toBeGreaterThanOrEqual(3)
  expect(loops.filter((fd) => same.includes(fd))).toEqual([])
})

test('the pipe of the signal lock and that of the signals are not those of its parent', () => {
  const pipes = innerPipes(parent)
  const fresh = [...innerPipes(child)].filter(([fd, target]) => pipes.get(fd) !== target)
  // libuv makes the one before any other pipe; the loop's comes later, when it first is needed.
  expect(fresh[0]?.[0]).toBe([...pipes.keys()][0])
  expect(fresh).toHaveLength(2)
})

test('every other open file is the one of its parent: files, sockets, pipes of the program', () => {
  const pipes = innerPipes(parent)
  const fresh = [...innerPipes(child)].filter(([fd, target]) => pipes.get(fd) !== target)
  const own = new Set(fresh.map(([, target]) => target))
  const others = [...child].filter(([, target]) => !isLoops(target) && !own.has(target))
  expect(others.map(([fd]) => fd).filter((fd) => !same.includes(fd))).toEqual([])
  expect(same).toEqual(expect.arrayContaining(opened.slice(0, -1)))
})
