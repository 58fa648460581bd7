// How a server starts, or does not: addresses, files of UNIX sockets, inherited sockets, detached servers.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { pollUntil } from '../helpers/poll-until'
import { state } from '../helpers/proc'
import { startProgram } from '../helpers/program'
import { startServer, talk } from '../helpers/server'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'starting-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

/** What a top process says whose listen() fails; it ends by itself then. */
const failure = async (what: object) => {
  const program = startProgram('server/serve', [JSON.stringify({ handler: 'echo', ...what })])
  const failed = await program.said('failed')
  program.tell('exit')
  await program.end()
  return failed
}

test('a port in use is an error of listen(), and nothing is left', async () => {
  const other = net.createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as net.AddressInfo
  expect(await failure({ listen: { port, host: '127.0.0.1' } })).toMatchObject({
    code: 'EADDRINUSE',
    syscall: 'bind',
    port,
    address: '127.0.0.1',
  })
  other.close()
})

test('a port on which another server only begins to listen is one of listen(), too', async () => {
  const first = await startServer({ handler: 'echo' })
  expect(await failure({ listen: { port: first.port, host: '127.0.0.1' } })).toMatchObject({
    code: 'EADDRINUSE',
  })
  expect(await talk({ port: first.port, host: '127.0.0.1' }, 'x')).toBe('x')
  await first.stop()
})

test('a host that does not exist is an error of listen()', async () => {
  expect(await failure({ listen: { port: 0, host: 'no.such.host.invalid' } })).toMatchObject({
    syscall: 'getaddrinfo',
  })
})

test('the file of a UNIX socket: refused while its server lives, taken over when that was killed', async () => {
  const file = path.join(folder, 'socket')
  const first = await startServer({ handler: 'pid', listen: { path: file } })
  expect(await failure({ listen: { path: file } })).toMatchObject({ code: 'EADDRINUSE' })
  expect(Number(await talk({ path: file }, ''))).toBeGreaterThan(0)
  process.kill(first.daemonPid, 'SIGKILL')
  await first.program.said('close')
  expect(fs.existsSync(file)).toBe(true)
  first.program.tell('exit')
  await first.program.end()
  const second = await startServer({ handler: 'pid', listen: { path: file } })
  expect(Number(await talk({ path: file }, ''))).toBeGreaterThan(0)
  await second.stop()
  expect(fs.existsSync(file)).toBe(false)
})

test('a file that is no socket is never taken over', async () => {
  const file = path.join(folder, 'precious')
  fs.writeFileSync(file, 'precious')
  expect(await failure({ listen: { path: file } })).toMatchObject({ code: 'EADDRINUSE' })
  expect(fs.readFileSync(file, 'utf8')).toBe('precious')
})

test('the file of a UNIX socket whose server only begins to listen is not taken over', async () => {
  const file = path.join(folder, 'early')
  const gate = path.join(folder, 'gate')
  execFileSync('mkfifo', [gate])
  const what = { handler: 'echo', warm: 'gate', listen: { path: file } }
  const program = startProgram('server/serve', [JSON.stringify(what)], { env: { GATE: gate } })
  await pollUntil('it is bound', () => fs.existsSync(file))
  expect(await failure({ listen: { path: file } })).toMatchObject({ code: 'EADDRINUSE' })
  expect(program.lines).toEqual([])
  fs.writeFileSync(gate, 'go')
  await program.said('listening')
  expect(await talk({ path: file }, 'x')).toBe('x')
  program.tell('close 0')
  await program.said('closed')
  program.tell('exit')
  await program.end()
})

test('a server whose backlog is full lives: nobody waits to find that out', async () => {
  const file = path.join(folder, 'full')
  const server = await startServer({
    handler: 'pid',
    options: { maxServers: 1 },
    listen: { path: file, backlog: 0 },
  })
  const clients = Array.from({ length: 4 }, () => net.connect(file).on('error', () => {}))
  await once(clients[0] as net.Socket, 'data')
  expect(await failure({ listen: { path: file } })).toMatchObject({ code: 'EADDRINUSE' })
  for (const client of clients) client.destroy()
  await server.stop()
})

test('the file of a killed server whose sessions live on is taken over', async () => {
  const file = path.join(folder, 'orphans')
  const first = await startServer({
    handler: 'pid',
    options: { orphans: 'finish' },
    listen: { path: file },
  })
  const client = net.connect(file)
  await once(client, 'data')
  process.kill(first.daemonPid, 'SIGKILL')
  await first.program.said('close')
  const second = await startServer({ handler: 'echo', listen: { path: file } })
  expect(await talk({ path: file }, 'x')).toBe('x')
  await second.stop()
  client.destroy()
  first.program.tell('exit')
  await first.program.end()
})

test('a socket file does not outlive a failed start', async () => {
  const file = path.join(folder, 'failed')
  const failed = await failure({ warm: 'throw', listen: { path: file } })
  expect(failed.text).toContain('thrown by warm')
  expect(fs.existsSync(file)).toBe(false)
})

test('an empty path or host is a mistake', async () => {
  for (const listen of [{ path: '' }, { port: 0, host: '' }]) {
    expect(await failure({ listen })).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
  }
})

test('one descriptor is one place', async () => {
  expect(await failure({ listen: [{ fd: 0 }, { fd: 0 }] })).toMatchObject({
    code: 'ERR_INVALID_ARG_VALUE',
  })
})

test('a socket in the abstract namespace', async () => {
  const name = `\0realfork-test-${process.pid}`
  const server = await startServer({ handler: 'echo', listen: { path: name } })
  const answer = execFileSync(
    'python3',
    [
      '-c',
      `import socket
s = socket.socket(socket.AF_UNIX); s.connect(b"\\0realfork-test-${process.pid}")
s.sendall(b"hello"); s.shutdown(1); print(s.recv(100).decode())`,
    ],
    { encoding: 'utf8' },
  )
  expect(answer).toBe('hello\n')
  await server.stop()
})

test('a socket that the starter has bound: systemd, inetd', async () => {
  const server = await startServer(
    { handler: 'echo', listen: { fd: 3 } },
    {
      launcher: [
        'python3',
        '-c',
        `import os, socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
os.dup2(s.fileno(), 3); os.set_inheritable(3, True)
os.execv(sys.argv[1], sys.argv[1:])`,
      ],
    },
  )
  expect(await talk({ port: server.port, host: '127.0.0.1' }, 'x')).toBe('x')
  await server.stop()
})

test('20 starts and stops in one top process leave nothing behind', async () => {
  const program = startProgram('server/cycles')
  const { before, after, answers } = (await program.said('cycles')) as unknown as {
    before: number
    after: number
    answers: string[]
  }
  expect(answers).toEqual(Array(20).fill('hello'))
  expect(after).toBe(before)
  const { code } = await program.end()
  expect(code).toBe(0)
})

test('two servers in one top process', async () => {
  const program = startProgram('server/two-servers')
  expect(await program.said('answers')).toMatchObject({ answers: ['one', 'two', 'two'] })
  const { code } = await program.end()
  expect(code).toBe(0)
})

test('run(): the very process becomes the daemon process, and exits with status 0', async () => {
  const server = await startServer({ handler: 'echo', run: true, events: ['fork', 'exit'] })
  expect(server.daemonPid).toBe(server.program.pid)
  expect(await talk({ port: server.port, host: '127.0.0.1' }, 'x')).toBe('x')
  await server.program.said('exit') // events are emitted in the daemon process itself
  process.kill(server.daemonPid, 'SIGTERM')
  expect(await server.program.end()).toMatchObject({ code: 0, signal: null })
})

test('detach(): the daemon process goes on without the top process, in a session of its own', async () => {
  const server = await startServer({ handler: 'echo' })
  expect(await server.order('detach', 'detached')).toMatchObject({ daemonPid: server.daemonPid })
  server.program.tell('exit')
  await pollUntil('the top process has ended', () => state(server.program.pid) !== 'S')
  expect(await talk({ port: server.port, host: '127.0.0.1' }, 'x')).toBe('x')
  const session = execFileSync('ps', ['-o', 'sid=', '-p', String(server.daemonPid)], {
    encoding: 'utf8',
  })
  expect(Number(session)).toBe(server.daemonPid)
  process.kill(server.daemonPid, 'SIGTERM')
  const { code } = await server.program.end()
  expect(code).toBe(0)
})
