// What is to be measured, how often and for how long.
import path from 'node:path'
import { parseArgs } from 'node:util'

export const MEASURES = ['connections', 'latency', 'memory', 'fork', 'many', 'reap'] as const
export type MeasureName = (typeof MEASURES)[number]

interface Sizes {
  rounds: number
  /** How long each server serves before anything is measured: compilers at run time have done their work by then. */
  warmUpMs: number
  closedMs: number
  openMs: number
  /** Clients that wait while memory is measured. */
  held: number
  /** How many wait at once, one after the other. */
  steps: number[]
  stepLimitMs: number
  /** Processes that die at once. */
  dying: number
  dyingRounds: number
  forkRounds: number
}

export interface Plan extends Sizes {
  measures: Set<MeasureName>
  /** Parts of the names of servers; none: all. */
  only: string[]
  /** The report, with the plots beside it; undefined: none. */
  output: string | undefined
}

const FULL: Sizes = {
  rounds: 5,
  warmUpMs: 4_000,
  closedMs: 1_000,
  openMs: 1_500,
  held: 50,
  steps: [1_000, 3_000, 10_000],
  stepLimitMs: 240_000,
  dying: 5_000,
  dyingRounds: 2,
  forkRounds: 200,
}

const QUICK: Sizes = {
  rounds: 2,
  warmUpMs: 200,
  closedMs: 300,
  openMs: 500,
  held: 20,
  steps: [500],
  stepLimitMs: 10_000,
  dying: 500,
  dyingRounds: 1,
  forkRounds: 40,
}

const RESULTS = path.resolve(__dirname, '../../../bench/RESULTS.md')

const listOf = (text: string | undefined): string[] => text?.split(',').filter(Boolean) ?? []

const isMeasure = (name: string): name is MeasureName =>
  (MEASURES as readonly string[]).includes(name)

export const readPlan = (): Plan => {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      measure: { type: 'string' },
      rounds: { type: 'string' },
      output: { type: 'string' },
    },
  })
  const sizes = values.quick ? QUICK : FULL
  const wanted = listOf(values.measure)
  const unknown = wanted.filter((name) => !isMeasure(name))
  if (unknown.length > 0) throw new Error(`no measure: ${unknown}; there are ${MEASURES}`)
  const rounds = Number(values.rounds ?? sizes.rounds)
  if (!(rounds >= 1)) throw new Error(`--rounds ${values.rounds} is no number of rounds`)
  // A part of it, or a quick look, never replaces the whole.
  const whole = !values.quick && wanted.length === 0 && values.only === undefined
  const output = values.output === undefined ? undefined : path.resolve(values.output)
  return {
    ...sizes,
    rounds,
    measures: new Set(wanted.length > 0 ? wanted.filter(isMeasure) : MEASURES),
    only: listOf(values.only).map((part) => part.toLowerCase()),
    output: output ?? (whole ? RESULTS : undefined),
  }
}
