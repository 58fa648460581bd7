// Connections that Node keeps open for the next request.
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

import { about, runProgram } from '../helpers/program'

test('parent and child each get their own answers, by fetch() and by http', async () => {
  const server = http.createServer(({ url }, response) => response.end(url))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const lines = await runProgram('fork/connections', [String(port)])
    const asked = about(lines, 'asked')
    expect(asked).toHaveLength(20)
    for (const { path, answer } of asked) expect(answer).toBe(path)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
