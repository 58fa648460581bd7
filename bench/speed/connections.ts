// How many connections a second a server takes, and what each costs.
import { settle } from './launching'
import { closedLoop, failures } from './load'
import { cpuUs, treeOf } from './tree'
import { DRAIN_MS, type Visit } from './visit'

const AT_ONCE = 16
const SLOW_MS = 3_000

export const connections: Visit = {
  name: 'connections',
  title: 'Connections a second, and what each costs',
  how: ({ closedMs }) =>
    `${AT_ONCE} clients at a time connect, say 64 bytes, read them back and close, as fast as the server lets them, ` +
    `for ${closedMs} ms a visit. CPU is the user and system time of all processes of the server, those that have ended ` +
    'included, divided by the connections.',
  columns: [
    {
      key: 'perSecond',
      title: 'connections/s',
      digits: 0,
      plot: { title: 'Connections a second', better: 'more is better' },
    },
    {
      key: 'cpuUs',
      title: 'CPU µs each',
      digits: 0,
      plot: { title: 'Processor time of a connection, µs', better: 'less is better' },
    },
  ],
  see: async ({ slow }, { port, root, idleCount }, { closedMs }) => {
    const beforeUs = cpuUs(treeOf(root))
    const forMs = slow ? Math.max(SLOW_MS, closedMs) : closedMs
    const load = await closedLoop({ port, forMs, drainMs: DRAIN_MS }, AT_ONCE)
    await settle(root, idleCount)
    const usedUs = cpuUs(treeOf(root)) - beforeUs
    return {
      sample: {
        perSecond: load.answered / (load.elapsedUs / 1e6),
        cpuUs: usedUs / load.answered,
      },
      failed: failures(load),
    }
  },
}
