// A daemon process under a storm of the signals that it hears, and 50 clients meanwhile.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { nodeClient } from '../helpers/clients'
import { countOf } from '../helpers/exhaustion'
import { compile } from '../helpers/native-program'
import { startServer } from '../helpers/server'
import { finalStatsOf } from '../helpers/stats'

const SENDERS = 4
const CLIENTS = 50
const STORM_MS = 5000

test('every byte comes back, every session is counted, every signal is heard', async () => {
  const server = await startServer({ handler: 'echo' })
  const storm = compile('storm')
  let going = true
  let talks = 0
  const senders = Array.from({ length: SENDERS }, () =>
    promisify(execFile)(storm, [String(server.daemonPid), String(STORM_MS)]),
  )
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let turn = 0; going; turn++, talks++) {
      const bytes = Buffer.alloc(30_000, `client ${client}, turn ${turn}; `)
      const back = await nodeClient({ port: server.port, host: '127.0.0.1' }, bytes)
      expect(back.equals(bytes)).toBe(true)
    }
  })
  const sent = (await Promise.all(senders)).map(({ stdout }) => Number(stdout))
  going = false
  await Promise.all(clients)
  console.info(`${talks} connections under ${sent.reduce((a, b) => a + b)} signals`)
  expect(Math.min(...sent)).toBeGreaterThan(1000)
  const stats = await finalStatsOf(server)
  expect(stats).toMatchObject({ forked: talks, exited: talks, failed: 0, acceptFailures: 0 })
  expect(stats.generation).toBeGreaterThan(100)
  await server.stop()
  const { stderr } = await server.program.end()
  const lines = stderr.trim().split('\n')
  expect(countOf(stderr, /: state: \{/)).toBe(lines.length)
  expect(lines.length).toBeGreaterThan(100)
})
