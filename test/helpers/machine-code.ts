// How fast a child's machine code is, beside its parent's.
import { useAbilities } from './fidelity'

// Time on a busy machine is noisy: code that was never optimized is some 5 to 50 times as slow.
export const SLOWEST = 1.7
const ATTEMPTS = 4

const total = (times: Record<string, number>) =>
  Object.values(times).reduce((sum, ms) => sum + ms, 0)

const ratio = async (state: 'fresh' | 'used'): Promise<number> => {
  const { abilities, parent } = await useAbilities(state, 'in order', 'fast machine code')
  return total(abilities[0]?.seen ?? {}) / total(parent.times as Record<string, number>)
}

/** The smallest ratio of a few; prints it. */
export const machineCodeRatio = async (state: 'fresh' | 'used'): Promise<number> => {
  let best = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < ATTEMPTS && best > SLOWEST; attempt++) {
    best = Math.min(best, await ratio(state))
  }
  process.stderr.write(`machine code, ${state} parent: child / parent = ${best.toFixed(2)}\n`)
  return best
}
