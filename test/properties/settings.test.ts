// A renewal of the settings: all of it or nothing, whatever the configuration brings.
import fc from 'fast-check'
import type { Daemon } from '../../lib/server/daemon/daemon'
import { reload } from '../../lib/server/daemon/reloading'
import { Spares } from '../../lib/server/daemon/spares'
import { settleOptions } from '../../lib/server/options/options'
import { readSettings } from '../../lib/server/options/settings'
import { anyValue } from '../helpers/arbitraries'

type What = { reads: unknown } | { throws: unknown } | { promises: unknown }

/** What the next rereading of the configuration does. */
const reading: fc.Arbitrary<What> = fc.oneof(
  fc.record({ reads: fc.oneof(anyValue, fc.record({ maxServers: fc.integer() })) }),
  fc.record({ throws: anyValue }),
  fc.record({ promises: anyValue }),
)

interface Reported {
  event: string
  payload: { generation: number; error?: Error }
}

const makeDaemon = (read: () => unknown) => {
  const options = settleOptions<unknown>({
    configuration: read,
    limits: (configuration: unknown) => configuration as object,
  })
  const logged: string[] = []
  const reported: Reported[] = []
  const daemon = {
    options,
    hub: 0,
    children: { pids: [] },
    spares: new Spares(),
    settings: { generation: 0, configuration: {}, limits: options.limits({}) },
    log: { line: (text: string) => logged.push(text) },
    reports: {
      event: (event: string, payload: Reported['payload']) => reported.push({ event, payload }),
    },
  }
  return { daemon: daemon as unknown as Daemon<unknown>, logged, reported }
}

test('configuration and limits change together, or neither does, and it is said which', () => {
  const property = fc.property(fc.array(reading, { maxLength: 10 }), (readings) => {
    let next: What = { reads: {} }
    const { daemon, logged, reported } = makeDaemon(() => {
      if ('throws' in next) throw next.throws
      return 'reads' in next ? next.reads : Promise.resolve(next.promises)
    })
    for (next of readings) {
      const before = daemon.settings
      const [lines, events] = [logged.length, reported.length]
      const error = reload(daemon)
      const [{ event, payload } = {}] = reported.slice(events)
      expect([reported.length - events, event]).toEqual([1, 'reload'])
      if (error === undefined) {
        const { reads } = next as { reads: { maxServers?: number } }
        expect(daemon.settings.generation).toBe(before.generation + 1)
        expect(daemon.settings.configuration).toBe(reads)
        expect(daemon.settings.limits.maxServers).toBe(reads.maxServers ?? 256)
        expect(payload).toEqual({ generation: before.generation + 1 })
        expect(logged).toHaveLength(lines)
      } else {
        expect(error).toBeInstanceOf(Error)
        expect(daemon.settings).toBe(before)
        expect(payload).toEqual({ generation: before.generation, error })
        expect(logged.slice(lines)).toEqual([expect.stringMatching(/^the old configuration stays/)])
      }
    }
  })
  fc.assert(property, { numRuns: 300 })
})

test('a configuration whose limits are refused is refused by listen(), too', () => {
  const property = fc.property(
    anyValue.filter((value) => value !== undefined && typeof value !== 'number'),
    (maxServers) => {
      const options = settleOptions<object>({
        configuration: () => ({ maxServers }),
        limits: (configuration: object) => configuration,
      })
      expect(() => readSettings(options, 0)).toThrow(/"limits.maxServers"/)
    },
  )
  fc.assert(property)
})
