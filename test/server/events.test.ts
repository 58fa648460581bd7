// What a server tells its listeners, whenever they come.
import { startServer, talk } from '../helpers/server'

test('a listener that comes while the server starts hears of the first session', async () => {
  const server = await startServer({ handler: 'pid', events: ['fork', 'exit'], late: true })
  const pid = Number(await talk({ port: server.port, host: '127.0.0.1' }, ''))
  expect(await server.program.said('fork')).toMatchObject({ pid, id: 1 })
  expect(await server.program.said('exit')).toMatchObject({ pid, id: 1, code: 0 })
  await server.stop()
})
