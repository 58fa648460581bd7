// What a client that waits takes of the memory.
import { setTimeout as pause } from 'node:timers/promises'
import { settle } from './launching'
import { failures, hold } from './load'
import { memoryOfAll, treeOf } from './tree'
import type { Visit } from './visit'

const SLOW_HELD = 10
const FIRST_HELD = 2
const CALM_MS = 200

export const memory: Visit = {
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
