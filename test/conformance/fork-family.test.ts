// fork(): who is who. Statements of docs/conformance.md.
import { about, type Line, runProgram } from '../helpers/program'

let lines: Line[]
const line = (what: string) => about(lines, what)[0] as Line

beforeAll(async () => {
  lines = await runProgram('conformance/fork-family')
})

test("F01 fork() returns the child's pid in the parent and 0 in the child, whose getpid() it is", () => {
  expect(line('child').returned).toBe(0)
  expect(line('parent').returned).toBeGreaterThan(0)
  expect(line('child').getpid).toBe(line('parent').returned)
})

test('F02 getppid() in the child is the pid of the caller', () => {
  expect(line('child').getppid).toBe(line('parent').getpid)
  expect(line('child').ppid).toBe(line('parent').getpid)
})

test("F04 the child's pid was no process's and no process group's", () => {
  expect(line('parent').before).toContain(line('parent').getpid)
  expect(line('parent').before).not.toContain(line('parent').returned)
})

test('F23 of three generations each waits for its own child only', () => {
  expect(line('son')).toMatchObject({ son: 3, after: 'ECHILD' })
  expect(line('grandfather')).toMatchObject({
    foreign: 'ECHILD',
    running: 'none',
    own: 2,
    after: 'ECHILD',
  })
})

test('F27 nothing in the child takes itself for the parent: process.pid, /proc/self, on every thread', () => {
  const identity = (pid: unknown) => ({
    getpid: pid,
    pid,
    link: pid,
    linkInPool: pid,
    thread: String(pid),
    status: pid,
  })
  const { returned, getpid, after } = line('parent')
  expect(line('child')).toMatchObject(identity(returned))
  expect(after).toMatchObject(identity(getpid))
})
