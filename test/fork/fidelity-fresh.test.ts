// A child of a fresh parent is a full Node process.
import { abilities, solitary } from '../fixtures/fork/abilities'
import { expectAbilities, UNHARMED, useAbilities } from '../helpers/fidelity'
import { machineCodeRatio, SLOWEST } from '../helpers/machine-code'

const all = Object.keys(abilities)

test.each(all)('%s works in the first child of a process', async (name) => {
  const seen = await useAbilities('fresh', 'apart', name)
  expectAbilities(seen, [name])
  expect(seen.parent).toMatchObject(UNHARMED)
})

test('all of them work one after another in one child', async () => {
  expectAbilities(await useAbilities('fresh', 'in order', ...all), all)
})

test('all of them work at the same time in one child', async () => {
  const names = all.filter((name) => !solitary.includes(name))
  expectAbilities(await useAbilities('fresh', 'at once', ...names), names)
})

test('machine code is as fast in the child as in the parent', async () => {
  expect(await machineCodeRatio('fresh')).toBeLessThan(SLOWEST)
})
