// What is measured in rounds: each visits every server, so whatever the machine does meanwhile hits all alike.
import { setTimeout as pause } from 'node:timers/promises'
import { type Running, settle } from './launching'
import { closedLoop, failures, hold, type Load, openLoop } from './load'
import type { MeasureName, Plan } from './plan'
import type { Column, Sample } from './results'
import type { Contestant } from './servers'
import { cpuUs, memoryOfAll, treeOf } from './tree'

export interface Seen {
  sample: Sample
  failed?: string | undefined
}

export interface Visit {
  name: MeasureName
  title: string
  how: (plan: Plan) => string
  columns: Column[]
  see: (contestant: Contestant, server: Running, plan: Plan) => Promise<Seen>
}

const AT_ONCE = 16
const PER_SECOND = 200
const DRAIN_MS = 5_000
const SLOW_MS = 3_000
const SLOW_HELD = 10
const FIRST_HELD = 2
const CALM_MS = 200

const us = (value: number | null): Sample[string] => value ?? Number.NaN

const connections: Visit = {
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

const latencies = ({ latencyP50Us, latencyP99Us, latenessP99Us }: Load): Sample => ({
  p50Us: us(latencyP50Us),
  p99Us: us(latencyP99Us),
  latenessUs: us(latenessP99Us),
})

const latency: Visit = {
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
    { key: 'p99Us', title: 'p99 µs', digits: 0 },
    { key: 'latenessUs', title: 'load generator p99 µs', digits: 0 },
  ],
  see: async ({ slow }, { port, root, idleCount }, { openMs }) => {
    if (slow) throw new Error(`it cannot take ${PER_SECOND} clients a second`)
    const load = await openLoop({ port, forMs: openMs, drainMs: DRAIN_MS }, PER_SECOND)
    await settle(root, idleCount)
    return { sample: latencies(load), failed: failures(load) }
  },
}

const memory: Visit = {
  name: 'memory',
  title: 'Memory of a client that waits',
  how: ({ held }) =>
    `${held} clients exchange a message and stay (${SLOW_HELD} with Node's child_process.fork()). Private memory ` +
    '(Private_Clean and Private_Dirty) and proportional memory (Pss, where a shared page counts as a part) of all ' +
    `processes of the server, less what they had with ${FIRST_HELD} clients, divided by the number of the others: what the ` +
    'server has for itself alone becomes shared with the first client, and is no gain of the next.',
  columns: [
    {
      key: 'privateKb',
      title: 'private kB',
      digits: 0,
      plot: { title: 'Private memory of a waiting client, kB', better: 'less is better' },
    },
    { key: 'proportionalKb', title: 'proportional kB', digits: 0 },
  ],
  see: async ({ slow }, { port, root, idleCount }, { held, stepLimitMs }) => {
    const count = slow ? SLOW_HELD : held
    const clients = hold(port, count + FIRST_HELD)
    try {
      await clients.more(FIRST_HELD, stepLimitMs)
      await pause(CALM_MS)
      const before = memoryOfAll(treeOf(root))
      const load = await clients.more(count, stepLimitMs)
      await pause(CALM_MS)
      const after = memoryOfAll(treeOf(root))
      return {
        sample: {
          privateKb: (after.privateKb - before.privateKb) / count,
          proportionalKb: (after.proportionalKb - before.proportionalKb) / count,
        },
        failed: failures(load),
      }
    } finally {
      await clients.leave()
      await settle(root, idleCount)
    }
  },
}

export const visits: Visit[] = [connections, latency, memory]
