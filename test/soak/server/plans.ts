// What each client does, drawn from a seed, and what has to come of it.
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** How the server process has to end. */
export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
}

/** What the client asks its session to do. */
export type Order =
  | { way: 'echo' | 'stay' | 'throw' | 'throw-later' | 'reject' }
  | { way: 'exit' | 'status'; status: number }
  | { way: 'signal'; signal: NodeJS.Signals }

/** What the client itself does. */
export type Manner =
  | 'whole' // sends all at once, and reads to the end
  | 'slow' // sends and reads little at a time
  | 'reset' // resets the connection in the middle of it
  | 'early reset' // resets it before it has heard anything
  | 'murder' // kills its server process

export interface Plan {
  name: string
  manner: Manner
  order: Order
  outcome: Outcome
  bytes: number
  pauseMs: number
}

const WELL: Outcome = { code: 0, signal: null }
const code = (status: number): Outcome => ({ code: status, signal: null })
const signalled = (signal: NodeJS.Signals): Outcome => ({ code: null, signal })

type Draft = Pick<Plan, 'manner' | 'order' | 'outcome'>
type Draw = (from: number, to: number) => number

const asked = (order: Order, outcome: Outcome): Draft => ({ manner: 'whole', order, outcome })

const SIGNALS: NodeJS.Signals[] = ['SIGABRT', 'SIGTERM', 'SIGBUS', 'SIGFPE', 'SIGUSR2', 'SIGXCPU']

// Of a hundred clients. One of three fails at once: ten failures in a row, at which the server makes the
// next clients wait, are rare enough then.
const MIX: [weight: number, name: string, draft: (draw: Draw) => Draft][] = [
  [46, 'echo', () => asked({ way: 'echo' }, WELL)],
  [5, 'slow client', () => ({ manner: 'slow', order: { way: 'echo' }, outcome: WELL })],
  [8, 'client resets', () => ({ manner: 'reset', order: { way: 'stay' }, outcome: WELL })],
  [5, 'client resets early', () => ({ ...asked({ way: 'stay' }, WELL), manner: 'early reset' })],
  [3, 'process.exit(0)', () => asked({ way: 'exit', status: 0 }, WELL)],
  [
    7,
    'process.exit(n)',
    (draw) => {
      const status = draw(1, 255)
      return asked({ way: 'exit', status }, code(status))
    },
  ],
  [
    4,
    'process.exitCode',
    (draw) => {
      const status = draw(1, 255)
      return asked({ way: 'status', status }, code(status))
    },
  ],
  [3, 'throws', () => asked({ way: 'throw' }, code(1))],
  [2, 'throws later', () => asked({ way: 'throw-later' }, code(1))],
  [2, 'rejects', () => asked({ way: 'reject' }, code(1))],
  [4, 'SIGKILL', () => asked({ way: 'signal', signal: 'SIGKILL' }, signalled('SIGKILL'))],
  [4, 'SIGSEGV', () => asked({ way: 'signal', signal: 'SIGSEGV' }, signalled('SIGSEGV'))],
  [
    4,
    'another signal',
    (draw) => {
      const signal = SIGNALS[draw(0, SIGNALS.length - 1)] as NodeJS.Signals
      return asked({ way: 'signal', signal }, signalled(signal))
    },
  ],
  [3, 'is killed', () => ({ ...asked({ way: 'stay' }, signalled('SIGKILL')), manner: 'murder' })],
]

const LOTS = MIX.flatMap(([weight, name, draft]) =>
  Array.from({ length: weight }, () => [name, draft] as const),
)

export const LONE: Plan = {
  ...asked({ way: 'echo' }, WELL),
  name: 'lone',
  bytes: 1,
  pauseMs: 0,
}

/** The plans of all clients, one after the other; the same for the same seed. */
export function* plans(seed: number): Generator<Plan, never> {
  const random = xoroshiro128plus(seed)
  const draw: Draw = (from, to) => uniformInt(random, from, to)
  for (;;) {
    const [name, draft] = LOTS[draw(0, LOTS.length - 1)] as (typeof LOTS)[number]
    yield { name, ...draft(draw), bytes: draw(1, 65_536), pauseMs: draw(1, 20) }
  }
}
