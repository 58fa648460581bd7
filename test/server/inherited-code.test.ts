// What a session need not do any more, since the daemon process has: V8's own log tells.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type net from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { nodeBinary } from '../helpers/node-binary'
import { pollUntil } from '../helpers/poll-until'
import { connectTo, talk } from '../helpers/server'

const SERVE = path.resolve(__dirname, '../../dist/test/fixtures/server/serve.js')

const running = new Set<ChildProcess>()
afterEach(() => {
  for (const program of running) program.kill('SIGKILL')
  running.clear()
})

/** A server whose standard output has the lines of V8 beside those of the top process. */
const startLogging = async (flags: string[], what: object) => {
  // Line by line: what stands in a buffer a session takes along when it ends.
  const command = ['-oL', nodeBinary, ...flags, SERVE, JSON.stringify(what)]
  const program = spawn('stdbuf', command, {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  running.add(program)
  const lines: string[] = []
  createInterface(program.stdout).on('line', (line) => lines.push(line))
  const said = (what: string) =>
    pollUntil(what, () => {
      // V8 writes by the piece: what others say may stand behind half a line of its own.
      const said = `{"what":"${what}"`
      const line = lines.find((text) => text.includes(said))
      return line && JSON.parse(line.slice(line.indexOf(said)))
    })
  const [{ port }] = (await said('listening')).addresses
  const stop = async () => {
    program.stdin.write('close 0\n')
    await said('closed')
    program.stdin.end('exit\n')
    await once(program, 'close')
  }
  const where = { port, host: '127.0.0.1' }
  return { lines, talk: () => talk(where, 'x'), chat: () => chat(where), stop }
}

/** A session whose event loop turns for long enough to do what was left to be done later. */
const chat = async (where: net.NetConnectOpts): Promise<void> => {
  const client = await connectTo(where)
  for (let said = 0; said < 200; said++) {
    client.write('x')
    await once(client, 'data')
  }
  client.destroy()
}

test.each(['echo', 'blocking-echo'])(
  'a session of %s compiles next to nothing',
  async (handler) => {
    const flags = ['--log-function-events', '--no-logfile-per-isolate', '--logfile=-']
    const server = await startLogging(flags, { handler })
    const compiled = () =>
      server.lines.filter((line) => /^function,interpreter(-lazy)?,/.test(line)).length
    // What the daemon process has not rehearsed itself is compiled by then.
    for (let client = 0; client < 20; client++) expect(await server.talk()).toBe('x')
    const before = compiled()
    for (let client = 0; client < 10; client++) expect(await server.talk()).toBe('x')
    await server.stop()
    expect((compiled() - before) / 10).toBeLessThan(10)
  },
)

const REDUCER_MS = 8000

test('sessions of a daemon process that is older than 8 s do not begin with a collection', async () => {
  const server = await startLogging(['--trace-gc'], { handler: 'echo' })
  // The handler's garbage has V8 want a collection later, in the daemon process as well.
  for (let client = 0; client < 20; client++) expect(await server.talk()).toBe('x')
  const dueMs = performance.now() + REDUCER_MS + 1000
  await pollUntil('the time has come', () => performance.now() > dueMs, 2 * REDUCER_MS)
  const before = server.lines.length
  for (let client = 0; client < 10; client++) await server.chat()
  const since = server.lines.slice(before)
  await server.stop()
  expect(since.filter((line) => line.includes('Mark-Compact'))).toEqual([])
})
