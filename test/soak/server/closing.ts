// What has to hold when all is over.
import { pollUntil } from '../../helpers/poll-until'
import { children } from '../../helpers/proc'
import type { Row } from './closing-table'
import { countLines } from './stderr-log'
import type { Traffic } from './traffic'
import type { UnderTest } from './under-test'

/** The heap of the daemon process has its size then, and what is compiled is compiled. */
const WARM = 10_000
/** Through fewer points there is no line worth the name. */
const FEWEST = 20_000
/**
 * How much the line through what is measured may rise from there on. Measured, on a server that keeps nothing:
 * the least RssAnon of each 1000 connections stays between 13.8 and 16.5 MB, for thousands of connections on
 * one level; over 100 000 the line fell by 1.5 MB, and may as well rise by that. Twice as much is, over so many,
 * 33 bytes a connection: less than the least that could be kept of each.
 */
const RISE_LIMIT_KB = 3000

/** Stops the server, too. */
export const closing = async (
  server: UnderTest,
  traffic: Traffic,
  connections: number,
): Promise<Row[]> => {
  const { ledger, daemonPid } = server
  const { eachMs } = traffic
  await server.reloaded()
  // Zombies among them: what is never waited for stays.
  const left = await pollUntil('sessions', () => children(daemonPid).length === 0, 20_000)
    .then(() => 0)
    .catch(() => children(daemonPid).length)
  await traffic.alone()
  const stats = await server.stats()
  ledger.close()
  const { forked, exited, live, failed, dropped, eventsLost } = stats
  const [before, after] = traffic.descriptors
  const status = await server.stop()
  const log = await countLines(server.stderr)
  const counted = forked === exited + live && live === 0
  const slope = traffic.gauge.slope(WARM)
  const slopeLimit = (RISE_LIMIT_KB / (connections - WARM)) * 1000
  return [
    {
      name: 'connections',
      value: connections,
      holds: forked + dropped.maxServers === connections + traffic.descriptors.length,
    },
    { name: 'ms a connection', value: eachMs.toFixed(2) },
    { name: 'forked', value: forked, holds: counted && forked === ledger.forked },
    { name: 'exited', value: exited, holds: exited === ledger.exited },
    { name: 'live', value: live, holds: live === 0 },
    { name: 'failed', value: failed, holds: failed === ledger.failed },
    {
      name: 'refused at the limit',
      value: dropped.maxServers,
      holds: dropped.maxServers === ledger.dropped,
    },
    { name: 'times at the limit', value: ledger.full },
    { name: 'gone before they were greeted', value: ledger.unknown },
    {
      name: 'dropped otherwise',
      value: dropped.fork + dropped.maxServersPerSource,
      holds: dropped.fork + dropped.maxServersPerSource === 0,
    },
    { name: 'accept failures', value: stats.acceptFailures, holds: stats.acceptFailures === 0 },
    { name: 'events lost', value: eventsLost, holds: eventsLost === 0 },
    { name: 'not as expected', value: ledger.failures.length, holds: ledger.failures.length === 0 },
    { name: 'reloads', value: stats.generation, holds: stats.generation === server.requested },
    {
      name: 'reloads refused',
      value: log.refusedReloads,
      holds: log.refusedReloads === server.refusedReloads,
    },
    {
      name: 'uncaught errors reported',
      value: log.reports,
      holds: log.reports === traffic.reports,
    },
    { name: 'rows of deaths, throttled', value: log.throttled },
    { name: 'other lines of the log', value: log.others, holds: log.others === 0 },
    { name: 'zombies', value: left, holds: left === 0 },
    {
      name: 'descriptors of the daemon process',
      value: `${before}, then ${after}`,
      holds: after === before,
    },
    { name: 'RssAnon of the daemon process, kB', value: traffic.gauge.lastKb },
    connections < FEWEST
      ? { name: 'slope, kB per 1000 connections', value: `not told by less than ${FEWEST}` }
      : {
          name: `slope, kB per 1000 connections, under ${slopeLimit.toFixed(0)}`,
          value: slope.toFixed(2),
          holds: slope < slopeLimit,
        },
    { name: 'status of the top process', value: `${status}`, holds: status === 0 },
  ]
}
