// What sessions write, and where it goes: the stdout and stderr of the top process, and descriptors that
// were to be kept.
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pollUntil } from '../helpers/poll-until'
import { askOnce } from '../helpers/probe'
import { about, startProgram } from '../helpers/program'
import { startServer, type TestServer } from '../helpers/server'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'standard-streams-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

/** O_NONBLOCK belongs to the open file description, which all have. */
const isNonblocking = (pid: number, fd: number): boolean => {
  const info = fs.readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1')
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] as string, 8)
  return (flags & fs.constants.O_NONBLOCK) !== 0
}

/** Starts a server from a shell, which puts its streams somewhere. */
const startFrom = (command: string, errors = '') =>
  startServer(
    { handler: 'probe' },
    { launcher: ['sh', '-c', command, 'sh'], env: { ERRORS: errors } },
  )

/** Two sessions print a word each, on both streams. */
const print = async (server: TestServer) => {
  await Promise.all(['one', 'two'].map((word) => askOnce(server, 'print', word)))
  const printed = await pollUntil('both have come', () => {
    const lines = about(server.program.lines, 'printed')
    return lines.length === 2 && lines
  })
  expect(printed.map(({ text }) => text).sort()).toEqual(['one', 'two'])
}

const complaints = (text: string) => text.match(/^complained: (one|two)$/gm)?.sort()

const BOTH = ['complained: one', 'complained: two']

test.each([
  ['sockets', '"$@"'],
  ['pipes', '{ "$@" 2>&1 >&4 | cat >&2; } 4>&1 | cat'],
])('what sessions print comes out of the top process: %s', async (_name, command) => {
  const server = await startFrom(command)
  await print(server)
  server.program.tell('close 0')
  await server.program.said('closed')
  server.program.tell('exit')
  expect(complaints((await server.program.end()).stderr)).toEqual(BOTH)
})

test('... a terminal, and a file, in which nobody overwrites what others have written', async () => {
  const file = path.join(folder, 'errors')
  const quoted = `$(printf "'%s' " "$@")`
  const server = await startFrom(
    `exec script -qec "stty -echo; echo first >'$ERRORS'; exec ${quoted} 2>>'$ERRORS'" /dev/null`,
    file,
  )
  await print(server)
  await server.stop()
  const errors = fs.readFileSync(file, 'utf8')
  expect(errors.startsWith('first\n')).toBe(true)
  expect(complaints(errors)).toEqual(BOTH)
})

test('a file that was opened without O_APPEND is shared with its offset', async () => {
  const file = path.join(folder, 'offset')
  const server = await startFrom('exec "$@" 2>"$ERRORS"', file)
  await print(server)
  await server.stop()
  expect(complaints(fs.readFileSync(file, 'utf8'))).toEqual(BOTH)
})

test('no line of the log is lost because a signal comes at that moment', async () => {
  const file = path.join(folder, 'signalled')
  const program = startProgram('server/top', ['signalled-log'], {
    launcher: ['sh', '-c', 'exec "$@" 2>"$ERRORS"', 'sh'],
    env: { ERRORS: file },
  })
  expect(await program.end()).toMatchObject({ code: 0 })
  const lines = fs.readFileSync(file, 'utf8').replace(/^realfork.*: /gm, '')
  expect(lines).toBe('broken 2\nbroken 3\nbroken 4\n')
})

test('inherit: a log file of the top process is open in every session, and appended to', async () => {
  const file = path.join(folder, 'log')
  const server = await startServer(
    { handler: 'probe', options: { inherit: [7] } },
    { launcher: ['sh', '-c', `exec "$@" 7>>'${file}'`, 'sh'] },
  )
  const names = Array.from({ length: 10 }, (_, count) => `line${count}`)
  await Promise.all(names.map((name) => askOnce(server, 'append', `7:${name}`)))
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n')
  expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(names)
  expect(new Set(lines.map((line) => line.split(' ')[1])).size).toBe(10)
  await server.stop()
})

test('sessions leave stdout and stderr blocking to the others, whatever asks for them', async () => {
  const server = await startServer({ handler: 'echo', events: ['exit'] })
  const modes = () => [1, 2].map((fd) => isNonblocking(server.program.pid, fd))
  expect(modes()).toEqual([false, false])
  const client = await server.connect()
  // pipe() asks for process.stdout, which would make a handle of it.
  client.write('x')
  await once(client, 'data')
  expect(modes()).toEqual([false, false])
  client.end()
  await server.program.said('exit')
  expect(modes()).toEqual([false, false])
  await server.stop()
})
