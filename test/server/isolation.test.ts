// What server processes have in common with nobody: memory, random values, signals, process groups.
import { execFileSync } from 'node:child_process'
import { constants } from 'node:os'
import { type Probe, startProbe } from '../helpers/probe'
import { signalSetHas } from '../helpers/proc'
import { startServer, type TestServer } from '../helpers/server'

const probes = (server: TestServer, count: number): Promise<Probe[]> =>
  Promise.all(Array.from({ length: count }, () => startProbe(server)))

const endAll = (all: Probe[]) => Promise.all(all.map((probe) => probe.end()))

test('no two sessions draw the same random values', async () => {
  const server = await startServer({ handler: 'probe' })
  const all = await probes(server, 20)
  const drawn: unknown[] = []
  for (const probe of all) {
    for (let count = 0; count < 10; count++) {
      drawn.push(...(await probe.ask<unknown[]>('random')).slice(0, 3))
    }
  }
  expect(new Set(drawn).size).toBe(20 * 10 * 3)
  await endAll(all)
  await server.stop()
})

test('process.pid is that of the session, as the kernel and the events have it', async () => {
  const server = await startServer({ handler: 'probe', events: ['fork'] })
  const all = await probes(server, 5)
  const told = await Promise.all(all.map((probe) => probe.ask<unknown[]>('random')))
  expect(told.map((values) => values[3])).toEqual(all.map(({ pid }) => pid))
  const forked = server.program.lines.filter(({ what }) => what === 'fork')
  expect(forked.map(({ pid }) => pid).sort()).toEqual(all.map(({ pid }) => pid).sort())
  await endAll(all)
  await server.stop()
})

test('what a session writes to memory no other one sees, no later one either', async () => {
  const server = await startServer({ handler: 'probe' })
  const [one, other] = (await probes(server, 2)) as [Probe, Probe]
  expect(await one.ask('remember', 'one')).toEqual(['one'])
  expect(await one.ask('remember', 'two')).toEqual(['one', 'two'])
  expect(await other.ask('remember', 'three')).toEqual(['three'])
  const later = await startProbe(server)
  expect(await later.ask('remember', 'four')).toEqual(['four'])
  await endAll([one, other, later])
  await server.stop()
})

/** Node has SIGPIPE ignored, and SIGSEGV caught for WebAssembly. */
const NODES_OWN = ['SIGPIPE', 'SIGSEGV']

const unusual = (pid: number) =>
  Object.entries(constants.signals).flatMap(([name, number]) =>
    (['SigCgt', 'SigIgn', 'SigBlk'] as const)
      .filter((set) => signalSetHas(pid, set, number))
      .map((set) => [name, set]),
  )

test('signals have their default actions in a session, and none is blocked', async () => {
  const server = await startServer(
    { handler: 'probe' },
    // As nohup(1) has it, and a careless service manager.
    { launcher: ['sh', '-c', `trap '' HUP INT QUIT USR1 USR2 TSTP; exec "$@"`, 'sh'] },
  )
  const [one, other] = (await probes(server, 2)) as [Probe, Probe]
  for (const { pid } of [one, other]) {
    expect(unusual(pid).filter(([name]) => !NODES_OWN.includes(name as string))).toEqual([])
  }
  await endAll([one, other])
  await server.stop()
})

test('a program that a session starts has default signals, too', async () => {
  const server = await startServer({ handler: 'probe' })
  const probe = await startProbe(server)
  const sets = (await probe.ask<string>('program')).match(/^Sig(Blk|Ign|Cgt):\s*0+$/gm)
  expect(sets).toHaveLength(3)
  await probe.end()
  await server.stop()
})

test('each session is a process group of its own, in the session of the daemon process', async () => {
  const server = await startServer({ handler: 'probe' })
  const all = await probes(server, 3)
  const ids = (pid: number) =>
    execFileSync('ps', ['-o', 'pgid=,sid=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
      .map(Number)
  const [, session] = ids(server.daemonPid)
  for (const { pid } of all) expect(ids(pid)).toEqual([pid, session])
  await endAll(all)
  await server.stop()
})

test('ps tells the daemon process and its server processes apart, and whom they serve', async () => {
  const server = await startServer({ handler: 'probe', options: { title: 'prober' } })
  const probe = await startProbe(server)
  const titleOf = (pid: number) =>
    execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  expect(titleOf(server.daemonPid)).toBe('prober: daemon process')
  expect(titleOf(probe.pid)).toMatch(/^prober: server process 127\.0\.0\.1:\d+$/)
  expect(await probe.ask('title')).toBe(titleOf(probe.pid))
  await probe.end()
  await server.stop()
})
