// close() in a server: nobody keeps what is not his.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { beginSession, endOf } from '../helpers/begin-session'
import { openFiles } from '../helpers/open-files'
import { pollUntil } from '../helpers/poll-until'
import { about, runProgram } from '../helpers/program'
import { nextLine, startServer, type TestServer, talk } from '../helpers/server'

const CONNECTIONS = 1000
const AT_ONCE = 10

const place = (server: TestServer) => ({ port: server.port, host: '127.0.0.1' })

test('C04 when the server process has ended the peer sees the end: no third process has the socket', async () => {
  const server = await startServer({ handler: 'obey' })
  // A second session that lives on was forked while the first one's socket was open.
  const first = await beginSession(server)
  const second = await beginSession(server)
  first.client.write('exit 0\n')
  await endOf(first.client)
  expect(fs.existsSync(`/proc/${second.pid}`)).toBe(true)
  second.client.destroy()
  await server.stop()
})

test('C05 a killed daemon process leaves the port to others while the sessions live', async () => {
  const server = await startServer({ handler: 'pid', options: { orphans: 'finish' } })
  const { client, pid } = await beginSession(server)
  process.kill(server.daemonPid, 'SIGKILL')
  await server.program.said('close')
  const next = await startServer({ handler: 'pid', listen: { ...place(server) } })
  expect(next.port).toBe(server.port)
  expect(await talk(place(next), '')).not.toBe(`${pid}\n`)
  client.write('still here\n')
  expect(await nextLine(client)).toBe('still here')
  client.end()
  await endOf(client)
  await next.stop()
  server.program.tell('exit')
  await server.program.end()
})

test('C08 1024 starts that fail leave no descriptor, and the next one works', async () => {
  const lines = await runProgram('conformance/failed-starts')
  const [failed] = about(lines, 'failed')
  expect(failed).toMatchObject({ codes: { EADDRINUSE: 1024 }, after: failed?.before })
  expect(about(lines, 'works')).toHaveLength(1)
})

test('C09 1000 connections and two reloads leave the daemon process its descriptors, and no more', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-conformance-'))
  const configuration = path.join(folder, 'configuration.json')
  fs.writeFileSync(configuration, JSON.stringify({ greeting: 'hello' }))
  try {
    const server = await startServer({ handler: 'blocking-greet', configuration })
    const descriptors = () => [...openFiles(server.daemonPid)].sort().map(String)
    expect(await talk(place(server), '')).toBe('hello\n')
    const before = await settled(server, descriptors)
    let left = CONNECTIONS
    const clients = Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) expect(await talk(place(server), 'x')).toBe('hello\nx')
    })
    await Promise.all(clients)
    await server.order('reload', 'reloaded')
    await server.order('reload', 'reloaded')
    expect(await settled(server, descriptors)).toEqual(before)
    await server.stop()
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})

/** What there is once every session has been waited for. */
const settled = async <T>(server: TestServer, look: () => T): Promise<T> => {
  await pollUntil('no session is left', async () => {
    const { stats } = await server.order('stats', 'stats')
    return (stats as { live: number }).live === 0
  })
  return look()
}
