// Statements on starting and starting again: D04, D13, D14, D15, D16, D26.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { beginSession, endOf } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'
import { startProgram } from '../helpers/program'
import { connectTo, startServer, talk } from '../helpers/server'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'server-starts-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

const descriptors = (pid: number) => fs.readdirSync(`/proc/${pid}/fd`).length

/** An orphan is a zombie until init looks. */
const hasEnded = (pid: number) => [undefined, 'Z'].includes(state(pid))

test('D04 a bind() that fails leaves nothing behind; 20 stops right after a start do not, either', async () => {
  // Not a port: once it is free, it may be any client's.
  const file = path.join(folder, 'D04')
  const other = net.createServer().listen(file)
  await once(other, 'listening')
  const what = { handler: 'echo', listen: [{ port: 0 }, { path: file }] }
  const program = startProgram('server/serve', [JSON.stringify(what)])
  expect(await program.said('failed')).toMatchObject({ code: 'EADDRINUSE', path: file })
  expect(children(program.pid)).toEqual([])
  const before = descriptors(program.pid)
  other.close()
  for (let cycle = 1; cycle <= 20; cycle++) {
    const said = (what: string) => program.lines.filter((line) => line.what === what).length
    program.tell('listen')
    await pollUntil('it listens', () => said('listening') === cycle)
    program.tell('close 0')
    await pollUntil('it has stopped', () => said('closed') === cycle)
  }
  expect([descriptors(program.pid), children(program.pid)]).toEqual([before, []])
  program.tell('exit')
  expect(await program.end()).toMatchObject({ code: 0, stderr: '' })
})

test("D13 a socket file that somebody has removed is there again with the next listen(), another's stays", async () => {
  const file = path.join(folder, 'D13')
  const server = await startServer({ handler: 'echo', listen: { path: file } })
  fs.unlinkSync(file)
  server.program.tell('close 0')
  await server.program.said('closed')
  await server.order('listen', 'listening')
  expect(await talk({ path: file }, 'x')).toBe('x')
  fs.unlinkSync(file)
  const other = await startServer({ handler: 'echo', listen: { path: file } })
  await server.stop()
  expect(await talk({ path: file }, 'y')).toBe('y')
  await other.stop()
})

test.each(['a port', 'a path'])(
  'D14 a second start at the same place fails with a status, and the first serves on: %s',
  async (kind) => {
    const file = { path: path.join(folder, 'D14') }
    const first = await startServer({
      handler: 'pid',
      ...(kind === 'a path' && { listen: file }),
    })
    const place = kind === 'a path' ? file : { port: first.port, host: '127.0.0.1' }
    const inode = kind === 'a path' ? fs.statSync(file.path).ino : 0
    const second = startProgram('server/launch', [JSON.stringify({ listen: place })])
    const { code, stderr } = await second.end()
    expect([code, /EADDRINUSE/.test(stderr)]).toEqual([1, true])
    if (kind === 'a path') expect(fs.statSync(file.path).ino).toBe(inode)
    const client = await connectTo(place)
    const [pid] = await once(client, 'data')
    expect(children(first.daemonPid)).toContain(Number(pid))
    client.destroy()
    await first.stop()
  },
)

test('D15 when the daemon process is killed its sessions end, and a new one starts over what it has left', async () => {
  const file = path.join(folder, 'D15')
  const listen = [{ port: 0, host: '127.0.0.1' }, { path: file }]
  const first = await startServer({ handler: 'pid', listen })
  const { client, pid } = await beginSession(first)
  process.kill(first.daemonPid, 'SIGKILL')
  await endOf(client)
  await pollUntil('the session has ended', () => hasEnded(pid))
  await first.program.said('close')
  expect(fs.existsSync(file)).toBe(true)
  first.program.tell('exit')
  await first.program.end()
  const next = [{ port: first.port, host: '127.0.0.1' }, { path: file }]
  const second = await startServer({ handler: 'echo', listen: next })
  for (const place of next) expect(await talk(place as net.NetConnectOpts, 'x')).toBe('x')
  await second.stop()
})

test('D16 the starter ends well only after the daemon process serves, which lives on', async () => {
  const file = path.join(folder, 'D16')
  const program = startProgram('server/launch', [JSON.stringify({ listen: { path: file } })])
  const daemonPid = (await program.said('detached')).daemonPid as number
  expect(await talk({ path: file }, 'x')).toBe('x')
  await pollUntil('the starter has ended', () => state(program.pid) === undefined)
  expect(daemonPid).not.toBe(program.pid)
  expect(await talk({ path: file }, 'y')).toBe('y')
  process.kill(daemonPid, 'SIGTERM')
  expect(await program.end()).toMatchObject({ code: 0, stderr: '' })
  await pollUntil('so has the daemon process', () => hasEnded(daemonPid))
})

test('D16 a daemon process that fails before it serves: the starter says so, and ends with a status', async () => {
  const what = { listen: { path: path.join(folder, 'failed') }, warm: 'throw' }
  const { code, lines, stderr } = await startProgram('server/launch', [JSON.stringify(what)]).end()
  expect([code, lines]).toEqual([1, []])
  expect(stderr).toContain('RangeError: thrown by warm')
})

test('D26 nothing is announced before clients can come', async () => {
  const [file, gate] = [path.join(folder, 'D26'), path.join(folder, 'gate')]
  execFileSync('mkfifo', [gate])
  const what = { handler: 'echo', warm: 'gate', listen: { path: file } }
  const program = startProgram('server/serve', [JSON.stringify(what)], { env: { GATE: gate } })
  await pollUntil('it is bound', () => fs.existsSync(file))
  await expect(connectTo({ path: file })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(program.lines).toEqual([])
  fs.writeFileSync(gate, 'go')
  await program.said('listening')
  expect(await talk({ path: file }, 'x')).toBe('x')
  program.tell('close 0')
  await program.said('closed')
  program.tell('exit')
  await program.end()
})
