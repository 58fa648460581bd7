// A server whose starter has ignored or blocked signals, or closed the standard descriptors.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beginSession } from '../helpers/begin-session'
import { pollUntil } from '../helpers/poll-until'
import { children, signalSetHas, state } from '../helpers/proc'
import { startProgram } from '../helpers/program'
import { connectTo, nextLine, startServer, talk } from '../helpers/server'

const { SIGHUP, SIGTERM, SIGCHLD } = os.constants.signals

const shell = (commands: string) => ['sh', '-c', `${commands}; exec "$@"`, 'sh']

const python = (commands: string) => [
  'python3',
  '-c',
  `import os, signal, sys; ${commands}; os.execv(sys.argv[1], sys.argv[1:])`,
]

const BLOCKED = python('signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())')
const IGNORED = python(
  '[signal.signal(n, signal.SIG_IGN) for n in range(1, 32) if n not in (9, 11, 19)]',
)

const STARTERS: [string, string[]][] = [
  ['SIGCHLD ignored', shell("trap '' CHLD")],
  ['nohup', ['nohup']],
  ['SIGTERM and SIGINT ignored', shell("trap '' TERM INT QUIT")],
  ['all signals ignored', IGNORED],
  ['all signals blocked', BLOCKED],
]

test.each(STARTERS)(
  'started with %s: serves, hears signals, leaves no zombie',
  async (_, launcher) => {
    const server = await startServer(
      { handler: 'obey', options: { graceMs: 60_000 }, events: ['exit', 'reload'] },
      { launcher },
    )
    const { client, pid } = await beginSession(server)
    for (const signal of [SIGHUP, SIGTERM, SIGCHLD]) {
      expect([signal, signalSetHas(pid, 'SigIgn', signal)]).toEqual([signal, false])
      // While threads that rest are recalled all signals are.
      await pollUntil(`${signal} is not blocked`, () => !signalSetHas(pid, 'SigBlk', signal))
    }
    client.write('exit 3\n')
    expect(await server.program.said('exit')).toMatchObject({ pid, code: 3 })
    expect(children(server.daemonPid)).toEqual([])
    process.kill(server.daemonPid, 'SIGHUP')
    expect(await server.program.said('reload')).toMatchObject({ generation: 1 })
    process.kill(server.daemonPid, 'SIGTERM')
    await server.program.said('close')
    expect(state(server.daemonPid)).toBeUndefined()
    expect(server.program.lines.map(({ what }) => what)).not.toContain('error')
    server.program.tell('exit')
    await server.program.end()
  },
)

test('started without the descriptors 0 to 2: serves, stops, leaves no zombie', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'starters-'))
  const file = path.join(folder, 'socket')
  const program = startProgram(
    'server/serve',
    [JSON.stringify({ handler: 'pid', listen: { path: file }, run: true })],
    { launcher: ['sh', '-c', 'exec "$@" 0<&- 1>&- 2>&-', 'sh'] },
  )
  const client = await pollUntil('it listens', () =>
    connectTo({ path: file }).catch(() => undefined),
  )
  const pid = Number(await nextLine(client))
  expect(children(program.pid)).toEqual([pid])
  client.end()
  await pollUntil('it was removed', () => children(program.pid).length === 0)
  process.kill(program.pid, 'SIGUSR1') // says something on descriptor 2
  expect(await talk({ path: file }, 'x')).toMatch(/^\d+\nx$/)
  process.kill(program.pid, 'SIGTERM')
  expect(await program.end()).toMatchObject({ code: 0, signal: null, stderr: '' })
  expect(fs.existsSync(file)).toBe(false)
  fs.rmdirSync(folder)
})
