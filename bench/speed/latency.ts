// How long a client waits for its first byte.
import { settle } from './launching'
import { failures, type Load, openLoop } from './load'
import type { Sample } from './results'
import { DRAIN_MS, type Visit } from './visit'

const PER_SECOND = 200

const us = (value: number | null): Sample[string] => value ?? Number.NaN

const latencies = ({ latencyP50Us, latencyP99Us, latenessP99Us }: Load): Sample => ({
  p50Us: us(latencyP50Us),
  p99Us: us(latencyP99Us),
  latenessUs: us(latenessP99Us),
})

export const latency: Visit = {
  name: 'latency',
  title: 'Time to the first byte, under moderate load',
  how: ({ openMs }) =>
    `${PER_SECOND} clients a second come at fixed times, whatever becomes of those before them, for ${openMs} ms a visit. ` +
    'Counted from the time at which a client was to come until the first byte of its echo. The last column is how late the load generator itself was.',
  columns: [
    {
      key: 'p50Us',
      title: 'p50 µs',
      digits: 0,
      plot: {
        title: 'Time to the first byte, µs, half of the clients',
        better: 'less is better',
      },
    },
    {
      key: 'p99Us',
      title: 'p99 µs',
      digits: 0,
      plot: {
        title: 'Time to the first byte, µs, 99 of 100 clients',
        better: 'less is better',
      },
    },
    { key: 'latenessUs', title: 'load generator p99 µs', digits: 0 },
  ],
  see: async ({ slow }, { port, root, idleCount }, { openMs }) => {
    if (slow) throw new Error(`it cannot take ${PER_SECOND} clients a second`)
    const load = await openLoop({ port, forMs: openMs, drainMs: DRAIN_MS }, PER_SECOND)
    await settle(root, idleCount)
    return { sample: latencies(load), failed: failures(load) }
  },
}
