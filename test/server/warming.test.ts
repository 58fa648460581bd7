// `warm`: what it has loaded is there in every session; what it throws is an error of listen().
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { askOnce } from '../helpers/probe'
import { startProgram } from '../helpers/program'
import { startServer, talk } from '../helpers/server'

test('what warm has loaded is there in every session', async () => {
  const server = await startServer({ handler: 'probe', warm: 'load' })
  const warmed = { table: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81], lines: expect.any(Number) }
  expect(await askOnce(server, 'warmed')).toEqual(warmed)
  expect(await askOnce(server, 'warmed')).toEqual(warmed)
  await server.stop()
})

test('warm runs in the daemon process only', async () => {
  const server = await startServer({ handler: 'probe', warm: 'load' })
  expect(await server.order('warmed', 'warmed')).toMatchObject({ warmed: {} })
  await server.stop()
})

const freePort = async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test.each([
  ['throw', 'RangeError: thrown by warm'],
  ['reject', 'RangeError: rejected by warm'],
])(
  'warm that ends with %s: listen() rejects with that, and nothing is left',
  async (warm, text) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'warming-'))
    const [port, file] = [await freePort(), path.join(folder, 'socket')]
    const what = { handler: 'probe', warm, listen: [{ port, host: '127.0.0.1' }, { path: file }] }
    const program = startProgram('server/serve', [JSON.stringify(what)])
    expect(await program.said('failed')).toMatchObject({ text, code: 'ERR_WARM' })
    const next = net.createServer().listen(port, '127.0.0.1')
    await once(next, 'listening')
    next.close()
    expect(fs.readdirSync(folder)).toEqual([])
    fs.rmdirSync(folder)
    program.tell('exit')
    await program.end()
  },
)

test('warm that exits: listen() rejects', async () => {
  const program = startProgram('server/serve', [JSON.stringify({ handler: 'probe', warm: 'exit' })])
  expect(await program.said('failed')).toMatchObject({
    code: 'ERR_SERVER_DAEMON_DIED',
    text: expect.stringContaining('with status 3'),
  })
  program.tell('exit')
  await program.end()
})

test('a handler that only looks like a function of its own is served by', async () => {
  const server = await startServer({ handler: 'bound-echo' })
  expect(await talk({ port: server.port, host: '127.0.0.1' }, 'x')).toBe('x')
  await server.stop()
})
