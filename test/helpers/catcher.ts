// Starts test/fixtures/catcher.ts with a plan.
import type { Plan } from '../fixtures/catcher'
import { type Fixture, spawnFixture } from './spawn-fixture'

export async function startCatcher(plan: Plan, execArgv: string[] = []): Promise<Fixture> {
  const fixture = spawnFixture('catcher', { args: [JSON.stringify(plan)], execArgv })
  expect(await fixture.line()).toBe('ready')
  return fixture
}
