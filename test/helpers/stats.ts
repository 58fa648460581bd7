// The figures of a server, by way of its top process.
import type { Stats } from '../../lib'
import { pollUntil } from './poll-until'
import type { TestServer } from './server'

export const statsOf = async (server: TestServer): Promise<Stats> =>
  (await server.order('stats', 'stats')).stats as Stats

/** The figures once all sessions have ended. */
export const finalStatsOf = (server: TestServer): Promise<Stats> =>
  pollUntil('all sessions have ended', async () => {
    const stats = await statsOf(server)
    return stats.live === 0 && stats
  })
