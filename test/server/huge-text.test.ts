// Node's own code in huge pages, which all sessions of a server share.
import { once } from 'node:events'
import fs from 'node:fs'
import { withFaults } from '../helpers/faults'
import { hasHugePages } from '../helpers/huge-pages'
import { compileLibrary } from '../helpers/native-program'
import { children } from '../helpers/proc'
import type { ProgramOptions } from '../helpers/program'
import { startServer } from '../helpers/server'

const FILE = 'memfd:node-text'

/** How a process has the copy mapped, and how much of it by entries of 2 MB. */
const copyIn = (pid: number) => {
  const parts = fs.readFileSync(`/proc/${pid}/smaps`, 'latin1').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)
  const copies = parts.filter((part) => part.includes(FILE))
  const huge = copies.flatMap((part) => [...part.matchAll(/(?:Shmem|File)PmdMapped: +(\d+) kB/g)])
  return {
    rights: copies.map((part) => part.split(' ')[1]),
    hugeMb: huge.reduce((sum, [, kb]) => sum + Number(kb), 0) / 1024,
  }
}

/** A client is served meanwhile, by the session that it is about. */
const serveOne = async (options: object, more: ProgramOptions = {}) => {
  const server = await startServer({ handler: 'echo', options }, more)
  const client = await server.connect()
  client.write('x')
  const [answer] = await once(client, 'data')
  const [session] = children(server.daemonPid)
  const seen = {
    answer: String(answer),
    daemon: copyIn(server.daemonPid),
    session: copyIn(session as number),
  }
  client.destroy()
  await server.stop()
  return seen
}

const NONE = { rights: [], hugeMb: 0 }

test('daemon process and session run from a copy in huge pages that nobody can write to, where there are any', async () => {
  const { answer, daemon, session } = await serveOne({})
  expect(answer).toBe('x')
  expect(daemon.rights).toEqual(hasHugePages() ? ['r-xp'] : [])
  expect(session.rights).toEqual(daemon.rights)
  expect(session.hugeMb > 2).toBe(hasHugePages())
})

test('hugePages: false leaves all as it is', async () => {
  expect(await serveOne({ hugePages: false })).toEqual({ answer: 'x', daemon: NONE, session: NONE })
})

// A breakpoint that was copied would be nobody's.
test('code that somebody has changed stays where it is', async () => {
  const env = { LD_PRELOAD: compileLibrary('patched-text') }
  expect(await serveOne({}, { env })).toEqual({ answer: 'x', daemon: NONE, session: NONE })
})

// As a limit of a container or of overcommitment may have it at any moment.
test.each(['memfd_create:ENFILE', 'pwrite64:ENOSPC', 'pwrite64:ENOMEM', 'ftruncate:EPERM'])(
  'a server that meets %s serves without',
  async (rule) => {
    expect(await serveOne({}, { launcher: withFaults(rule) })).toEqual({
      answer: 'x',
      daemon: NONE,
      session: NONE,
    })
  },
)

test('where memory is for a part of it, that part is copied', async () => {
  const launcher = withFaults('pwrite64:ENOSPC:after=2')
  const { answer, daemon } = await serveOne({}, { launcher })
  expect(answer).toBe('x')
  expect(daemon).toEqual(hasHugePages() ? { rights: ['r-xp'], hugeMb: 4 } : NONE)
})

test('a server that may not make so large a file serves without', async () => {
  const launcher = ['prlimit', '--fsize=1000000']
  expect(await serveOne({}, { launcher })).toEqual({ answer: 'x', daemon: NONE, session: NONE })
})
