// The table of the server processes, against one that looks through all of them each time.
import fc from 'fast-check'
import { type Child, Children, type EndReason } from '../../lib/server/daemon/children'

const KILL_MS = 100
const SOURCES = ['a', 'b', 'c', undefined]

/** What stands in docs/server.md, without any shortcut. */
class Model {
  readonly all: Child[] = []
  nowMs = 0

  live = (pid: number) => this.all.find((child) => child.pid === pid)

  due(): Child[] {
    const due = this.all.filter(({ dueMs }) => dueMs <= this.nowMs)
    for (const child of due) {
      child.reason ??= child.dueReason
      child.dueMs = child.sent === 'nothing' ? this.nowMs + KILL_MS : Number.POSITIVE_INFINITY
      child.sent = child.sent === 'nothing' ? 'SIGTERM' : 'SIGKILL'
    }
    return due
  }
}

interface Real {
  children: Children
}

type Command = fc.Command<Model, Real>

const agree = (model: Model, { children }: Real) => {
  expect([children.size, children.pids]).toEqual([
    model.all.length,
    model.all.map(({ pid }) => pid),
  ])
  for (const source of SOURCES) {
    const count = source ? model.all.filter((child) => child.source === source).length : 0
    expect(children.countOf(source)).toBe(count)
  }
  // Nobody is due without being noticed.
  expect(children.nextDueMs).toBeLessThanOrEqual(Math.min(...model.all.map(({ dueMs }) => dueMs)))
}

const command = (name: string, run: (model: Model, real: Real) => void): Command => ({
  check: () => true,
  run: (model, real) => {
    run(model, real)
    agree(model, real)
  },
  toString: () => name,
})

const pids = fc.integer({ min: 1, max: 12 })

const add = fc
  .record({
    pid: pids,
    source: fc.constantFrom(...SOURCES),
    limitMs: fc.oneof(fc.nat(300), fc.constant(Number.POSITIVE_INFINITY)),
  })
  .map(({ pid, source, limitMs }) =>
    command(`add ${pid} of ${source} for ${limitMs} ms`, (model, { children }) => {
      if (model.live(pid)) return // the kernel gives no pid twice
      const child = (): Child => ({
        id: pid,
        pid,
        source,
        startedMs: model.nowMs,
        dueMs: model.nowMs + limitMs,
        dueReason: 'timeout',
        sent: 'nothing',
      })
      model.all.push(child())
      children.add(child())
    }),
  )

const remove = pids.map((pid) =>
  command(`remove ${pid}`, (model, { children }) => {
    const child = model.live(pid)
    expect(children.has(pid)).toBe(child !== undefined)
    expect(children.remove(pid)).toEqual(child)
    if (child) model.all.splice(model.all.indexOf(child), 1)
  }),
)

const pass = fc.nat(200).map((ms) =>
  command(`${ms} ms pass`, (model, { children }) => {
    model.nowMs += ms
    expect(children.takeDue(model.nowMs, KILL_MS)).toEqual(model.due())
    // After a look it is known to the millisecond.
    expect(children.takeDue(model.nowMs, KILL_MS)).toEqual([])
  }),
)

const endBy = fc.nat(300).map((graceMs) =>
  command(`all end within ${graceMs} ms`, (model, { children }) => {
    const dueMs = model.nowMs + graceMs
    for (const child of model.all) {
      if (child.sent !== 'nothing' || child.dueMs <= dueMs) continue
      Object.assign(child, { dueMs, dueReason: 'stop' satisfies EndReason })
    }
    children.endBy(dueMs, 'stop')
  }),
)

const killAll = fc.constant(
  command('kill all', (model, { children }) => {
    const left = model.all.filter(({ sent }) => sent !== 'SIGKILL')
    for (const child of left) {
      child.sent = 'SIGKILL'
      child.dueMs = Number.POSITIVE_INFINITY
      child.reason ??= 'stop'
    }
    expect(children.killAll('stop')).toEqual(left)
  }),
)

const hasBegun = fc.tuple(fc.nat(1000), fc.nat(1000)).map(([sinceMs, untilMs]) =>
  command(`begun from ${sinceMs} to ${untilMs}?`, (model, { children }) => {
    const between = ({ startedMs }: Child) => startedMs >= sinceMs && startedMs <= untilMs
    expect(children.hasBegun(sinceMs, untilMs)).toBe(model.all.some(between))
  }),
)

test('whatever happens, in whatever order: everybody is counted, and gets each signal once and in time', () => {
  const commands = fc.commands([add, add, remove, pass, endBy, killAll, hasBegun], {
    maxCommands: 60,
  })
  fc.assert(
    fc.property(commands, (all) =>
      fc.modelRun(() => ({ model: new Model(), real: { children: new Children() } }), all),
    ),
    { numRuns: 500 },
  )
})
