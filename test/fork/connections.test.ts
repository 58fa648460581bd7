// Connections that Node keeps open for the next request.
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

import { about, runProgram } from '../helpers/program'

// What is slow is never answered.
const server = http.createServer(({ url }, response) => {
  if (url !== '/slow') response.end(url)
})

beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const run = (...args: string[]) => {
  const { port } = server.address() as AddressInfo
  return runProgram('fork/connections', [String(port), ...args])
}

test('parent and child each get their own answers, by fetch() and by http', async () => {
  const asked = about(await run(), 'asked')
  expect(asked).toHaveLength(20)
  for (const { path, answer } of asked) expect(answer).toBe(path)
})

test('what the program has configured for fetch() holds in the child', async () => {
  const lines = await run('configured')
  for (const { path, answer } of about(lines, 'asked')) expect(answer).toBe(path)
  const slow = about(lines, 'slow').map(({ where, outcome }) => `${where}: ${outcome}`)
  const outcome = 'UND_ERR_HEADERS_TIMEOUT'
  expect(slow.sort()).toEqual([`child: ${outcome}`, `parent: ${outcome}`])
})
