// A parent busy with garbage collection, compilation and a full thread pool forks children that do
// the same and end by themselves in every way there is. Prints a table; exits 1 if anything is wrong.
import { readdirSync, readFileSync } from 'node:fs'
import { _exit, fork, WNOHANG, waitpid } from 'realfork'
import { slowness } from '../fixtures/slowness'
import { allocate, compile, usePool } from './load'

const CHILDREN = Number(process.argv[2] ?? 2_000)
const AT_ONCE = 8
const STUCK_MS = 60_000 * slowness

const ENDINGS = ['_exit', 'process.exit', 'empty loop'] as const

interface Child {
  index: number
  status: number
  deadline: number
}

const running = new Map<number, Child>()
const failures: string[] = []
let forked = 0
let ended = 0

const expectedStatus = (index: number) => 1 + (index % 200)

const end = (index: number) => {
  const status = expectedStatus(index)
  switch (ENDINGS[index % ENDINGS.length]) {
    case '_exit':
      return _exit(status)
    case 'process.exit':
      return process.exit(status)
    default:
      process.exitCode = status
  }
}

const beChild = async (index: number) => {
  stopLoad()
  allocate(100_000)
  compile(index)
  await usePool()
  await new Promise((resolve) => setTimeout(resolve, index % 20))
  compile(index + 1)
  end(index)
}

const forkOne = () => {
  const index = forked++
  const pid = fork({ quietMs: 30_000 })
  if (pid === 0) {
    beChild(index).catch((error) => {
      console.error(error)
      _exit(255)
    })
    return
  }
  running.set(pid, { index, status: expectedStatus(index), deadline: Date.now() + STUCK_MS })
}

const reap = () => {
  for (const [pid, child] of running) {
    const result = waitpid(pid, WNOHANG)
    if (result !== undefined) {
      running.delete(pid)
      ended++
      if (result.exitCode === child.status) continue
      failures.push(`child ${child.index}: ${JSON.stringify(result)}, not ${child.status}`)
    } else if (Date.now() > child.deadline) {
      failures.push(`child ${child.index} (pid ${pid}) is stuck`)
      process.kill(pid, 'SIGKILL')
      waitpid(pid)
      running.delete(pid)
      ended++
    }
  }
}

let loaded = true
const stopLoad = () => {
  loaded = false
}

const keepPoolFull = async () => {
  while (loaded) await usePool()
}

const descriptors = () => readdirSync('/proc/self/fd').length

const zombies = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return state === 'Z' && Number(parent) === process.pid
      } catch {
        return false
      }
    }).length

const parent = process.pid
const turn = () => {
  if (!loaded) return
  allocate(20_000)
  compile(forked)
  reap()
  // From a timer, from a microtask and from a thread pool callback's continuation.
  while (running.size < AT_ONCE && forked < CHILDREN && process.pid === parent) forkOne()
  if (process.pid !== parent) return
  if (ended < CHILDREN) setTimeout(turn, 1)
  else finish()
}

let descriptorsBefore = 0

const finish = () => {
  stopLoad()
  setTimeout(() => {
    const leaked = descriptors() - descriptorsBefore
    console.log(`node ${process.version}`)
    console.log(`children forked     ${forked}`)
    console.log(`wrong status, stuck ${failures.length}`)
    console.log(`zombies             ${zombies()}`)
    console.log(`descriptors leaked  ${leaked}`)
    for (const failure of failures.slice(0, 20)) console.log(failure)
    process.exitCode = failures.length === 0 && leaked === 0 && zombies() === 0 ? 0 : 1
  }, 500)
}

usePool().then(() => {
  descriptorsBefore = descriptors()
  for (let stream = 0; stream < 4; stream++) keepPoolFull()
  turn()
})
