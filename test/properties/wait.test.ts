// Children that exit, are killed, stopped and continued at random, and a parent that waits for them with
// random flags: each result is what wait(2) says it must be.
import fc from 'fast-check'
import { WCONTINUED, WNOHANG, WUNTRACED } from '../../lib'
import { type Fixture, spawnFixture } from '../helpers/spawn-fixture'

interface Child {
  state: 'runs' | 'is stopped' | 'has ended' | 'is gone'
  end: { exitCode: number } | { signal: string } | undefined
  /** What has yet to be told of it, to who asks; the newest takes the place of what was before. */
  news: 'stopped' | 'continued' | undefined
}

type Model = { children: Child[] }
type Command = fc.AsyncCommand<Model, Fixture>

const FLAGS = [0, WUNTRACED, WCONTINUED, WUNTRACED | WCONTINUED].map((flags) => flags | WNOHANG)
const KILLERS = ['SIGKILL', 'SIGTERM', 'SIGUSR2', 'SIGALRM'] as const

const ask = async (real: Fixture, ...words: unknown[]): Promise<unknown> => {
  real.write(`${JSON.stringify(words)}\n`)
  return JSON.parse(await real.line())
}

const isIn = (...states: Child['state'][]) => {
  return ({ state }: Child) => states.includes(state)
}

/** Something that is done to the nth of the children that it can be done to. */
const toOne = (
  name: string,
  can: (child: Child) => boolean,
  run: (child: Child, index: number, real: Fixture) => Promise<void>,
) =>
  fc.nat(20).map((nth): Command => {
    const among = ({ children }: Model) => children.filter(can)
    return {
      check: (model) => among(model).length > 0,
      run: async (model, real) => {
        const able = among(model)
        const child = able[nth % able.length] as Child
        await run(child, model.children.indexOf(child), real)
      },
      toString: () => `${name} #${nth}`,
    }
  })

const end = (child: Child, how: Child['end']) => {
  child.state = 'has ended'
  child.end = how
  child.news = undefined
}

const NOTHING = { exitCode: null, signal: null, stopSignal: null, continued: false }

/** What waitpid() must say of a child, and what follows from that. */
const tell = (child: Child, index: number, flags: number) => {
  if (child.state === 'has ended') {
    child.state = 'is gone'
    return { child: index, ...NOTHING, ...child.end }
  }
  if (child.news === 'stopped' && flags & WUNTRACED) {
    child.news = undefined
    return { child: index, ...NOTHING, stopSignal: 'SIGSTOP' }
  }
  if (child.news === 'continued' && flags & WCONTINUED) {
    child.news = undefined
    return { child: index, ...NOTHING, continued: true }
  }
  return undefined
}

const exit = fc.nat(255).chain((code) =>
  toOne(`exit ${code}`, isIn('runs'), async (child, index, real) => {
    await ask(real, 'exit', index, code)
    await ask(real, 'until', index, 'Z')
    end(child, { exitCode: code })
  }),
)

const kill = fc.constantFrom(...KILLERS).chain((signal) =>
  toOne(
    `kill by ${signal}`,
    ({ state }) => state === 'runs' || (state === 'is stopped' && signal === 'SIGKILL'),
    async (child, index, real) => {
      await ask(real, 'kill', index, signal)
      await ask(real, 'until', index, 'Z')
      end(child, { signal })
    },
  ),
)

const stop = toOne('stop', isIn('runs'), async (child, index, real) => {
  await ask(real, 'kill', index, 'SIGSTOP')
  await ask(real, 'until', index, 'T')
  child.state = 'is stopped'
  child.news = 'stopped'
})

const carryOn = toOne('continue', isIn('is stopped'), async (child, index, real) => {
  await ask(real, 'kill', index, 'SIGCONT')
  await ask(real, 'until', index, 'RSD')
  child.state = 'runs'
  child.news = 'continued'
})

const waitForOne = fc.constantFrom(...FLAGS).chain((flags) =>
  toOne(
    `wait with ${flags}`,
    () => true,
    async (child, index, real) => {
      const gone = child.state === 'is gone'
      const expected = gone ? 'ECHILD' : (tell(child, index, flags) ?? null)
      expect(await ask(real, 'wait', index, flags)).toEqual(expected)
    },
  ),
)

// Never in vain: it would wait for ever.
const waitForLong = toOne(
  'wait without WNOHANG',
  isIn('has ended', 'is gone'),
  async (child, index, real) => {
    const expected = child.state === 'is gone' ? 'ECHILD' : tell(child, index, 0)
    expect(await ask(real, 'wait', index, 0)).toEqual(expected)
  },
)

const waitForAny = fc.constantFrom(...FLAGS).map(
  (flags): Command => ({
    check: () => true,
    run: async ({ children }, real) => {
      const said = (await ask(real, 'wait', -1, flags)) as { child: number } | null | string
      if (children.every(isIn('is gone'))) expect(said).toBe('ECHILD')
      else if (said === null) {
        const told = children
          .filter(isIn('has ended', 'runs', 'is stopped'))
          .map((child, index) => tell(child, index, flags))
        expect(told).toEqual(told.map(() => undefined))
      } else {
        // Any of those of whom there is something to tell.
        const { child } = said as { child: number }
        expect(said).toEqual(tell(children[child] as Child, child, flags))
      }
    },
    toString: () => `wait for any with ${flags}`,
  }),
)

const birth = fc.constant<Command>({
  check: ({ children }) => children.filter((child) => child.state !== 'is gone').length < 4,
  run: async ({ children }, real) => {
    expect(await ask(real, 'fork')).toBe(children.length)
    children.push({ state: 'runs', end: undefined, news: undefined })
  },
  toString: () => 'fork',
})

test('waitpid() says of every child what has become of it, once, to who asks for it', async () => {
  const real = spawnFixture('posix/walk')
  const commands = fc.commands(
    [
      birth,
      birth,
      exit,
      kill,
      stop,
      stop,
      carryOn,
      carryOn,
      waitForOne,
      waitForOne,
      waitForAny,
      waitForLong,
    ],
    { maxCommands: 20, size: 'max' },
  )
  const property = fc.asyncProperty(commands, async (all) => {
    expect(await ask(real, 'anew')).toBe('ECHILD')
    await fc.asyncModelRun(() => ({ model: { children: [] } as Model, real }), all)
  })
  // The limit is for the search of a short example of what failed.
  await fc.assert(property, { numRuns: 100, interruptAfterTimeLimit: 20_000 })
  expect(await ask(real, 'anew')).toBe('ECHILD')
  real.end()
  expect(await real.exited).toEqual({ code: 0, signal: null })
})
