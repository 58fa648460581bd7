// Waits for a fact that nobody announces; never for an amount of time.
import { setTimeout as turn } from 'node:timers/promises'
import { slowness } from '../fixtures/slowness'

export async function pollUntil<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  deadlineMs = 20_000,
): Promise<T> {
  const end = performance.now() + deadlineMs * slowness
  for (;;) {
    const value = await probe()
    if (value !== undefined && value !== false) return value
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`)
    // Lets others have the processor; how long for does not matter.
    await turn(1)
  }
}
