// What differs from the parent in a child: identity, randomness, kept connections.
import { binding } from '../binding'
import { connectionsToForget } from './connections'
import { watchLoading } from './loaded'
import { freshRandom } from './random'

// Both are Node's: crypto.randomUUID() keeps 128 ids ahead, crypto.randomInt() 1024 numbers. A child
// has the same ones as its siblings; to draw that many crosses a refill, and all that follow are new.
const UUIDS_AHEAD = 128
const INTEGERS_AHEAD = 1024

// What a child has to set up, its children have inherited: where processes live for milliseconds, that is most of them.
let asksForPid = false

const renewIdentity = () => {
  if (asksForPid) return
  asksForPid = true
  // An own property that Node computed at its start.
  Object.defineProperty(process, 'pid', {
    get: () => binding.getpid(),
    enumerable: true,
    configurable: true,
  })
}

// Seeding costs more than many a child lives for: only when it is called.
const seedAndDraw = (): number => {
  draw = freshRandom()
  return draw()
}

let draw = seedAndDraw

const { random } = { random: () => draw() }

const renewMathRandom = () => {
  draw = seedAndDraw
  if (Math.random === random) return
  Object.defineProperty(Math, 'random', {
    value: random,
    writable: true,
    enumerable: false,
    configurable: true,
  })
}

const hasRandom = watchLoading('internal/crypto/random')

const renewCryptoCaches = () => {
  const { randomInt, randomUUID } = require('node:crypto') as typeof import('node:crypto')
  for (let drawn = 0; drawn < UUIDS_AHEAD; drawn++) randomUUID()
  for (let drawn = 0; drawn < INTEGERS_AHEAD; drawn++) randomInt(2)
}

/**
 * To be called before the fork: what a child has to do beside the rest, if anything. To look costs next to nothing in
 * the parent, and in the child the first touch of all that is looked at.
 */
export const prepareChild = (): (() => void)[] => {
  const renewals = connectionsToForget()
  if (hasRandom()) renewals.push(renewCryptoCaches)
  return renewals
}

/** Runs first in every child, before its at-fork hooks. */
export const becomeChild = (renewals: (() => void)[]): void => {
  renewIdentity()
  renewMathRandom()
  for (let at = 0; at < renewals.length; at++) renewals[at]?.()
}
