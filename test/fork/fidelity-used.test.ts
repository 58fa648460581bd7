// A child is a full Node process too when its parent has used its thread pool, sockets, a child
// process, worker threads, a watch, timers and signals; and the parent is unharmed afterwards.
import { abilities, solitary } from '../fixtures/fork/abilities'
import {
  ENDED_WELL,
  expectAbilities,
  type Fidelity,
  UNHARMED,
  useAbilities,
} from '../helpers/fidelity'
import { machineCodeRatio, SLOWEST } from '../helpers/machine-code'

const all = Object.keys(abilities)

describe('a parent with one child after another', () => {
  let apart: Fidelity
  beforeAll(async () => {
    apart = await useAbilities('used', 'apart', ...all)
  })

  test.each(all)('%s works in a child of its own', (name) => {
    const index = all.indexOf(name)
    expect(apart.abilities[index]).not.toHaveProperty('failed')
    expect(apart.abilities[index]).toMatchObject({ ability: name })
    expect(apart.ends[index]).toEqual(ENDED_WELL)
  })

  test('the parent is unharmed', () => {
    expect(apart.parent).toMatchObject(UNHARMED)
  })
})

test('all of them work one after another in one child', async () => {
  const seen = await useAbilities('used', 'in order', ...all)
  expectAbilities(seen, all)
  expect(seen.parent).toMatchObject(UNHARMED)
})

test('all of them work at the same time in one child', async () => {
  const names = all.filter((name) => !solitary.includes(name))
  const seen = await useAbilities('used', 'at once', ...names)
  expectAbilities(seen, names)
  expect(seen.parent).toMatchObject(UNHARMED)
})

test('machine code is as fast in the child as in the parent', async () => {
  expect(await machineCodeRatio('used')).toBeLessThan(SLOWEST)
})
