// What is not there any more in daemon and server processes: descriptors, timers and servers of others.
import net from 'node:net'
import { innerPipes, openFiles } from '../helpers/open-files'
import { pollUntil } from '../helpers/poll-until'
import { askOnce, type Probe, startProbe } from '../helpers/probe'
import { children } from '../helpers/proc'
import { startServer } from '../helpers/server'

/** Neither its standard streams nor what Node and libuv have for themselves. */
const foreign = (pid: number): string[] => {
  const files = openFiles(pid)
  const inner = new Set(innerPipes(files).values())
  return [...files]
    .filter(([fd, target]) => fd > 2 && !inner.has(target))
    .map(([, target]) => target)
    .filter((target) => !target.startsWith('anon_inode:') && target !== '/dev/null')
}

const kinds = (targets: string[]) => targets.map((target) => target.split(':')[0]).sort()

test('a server process has its client and its ends of the hub open, and nothing of anybody', async () => {
  const server = await startServer({ handler: 'probe' })
  const [one, other] = (await Promise.all([startProbe(server), startProbe(server)])) as [
    Probe,
    Probe,
  ]
  const [ofOne, ofOther] = [one.pid, other.pid].map(foreign)
  expect(kinds(ofOne as string[])).toEqual(['pipe', 'socket', 'socket'])
  const shared = ofOne?.filter((target) => ofOther?.includes(target)) as string[]
  expect(kinds(shared)).toEqual(['pipe', 'socket']) // the hub's
  await Promise.all([one.end(), other.end()])
  await server.stop()
})

test('a server process that serves by blocking calls has no more open', async () => {
  const server = await startServer({ handler: 'blocking-greet' })
  const client = await server.connect()
  const pid = await pollUntil('it is served', () => children(server.daemonPid)[0])
  await pollUntil('it has got rid of all', () => {
    const found = kinds(foreign(pid))
    return found.join() === 'pipe,socket,socket'
  })
  client.destroy()
  await server.stop()
})

test('a program that a session starts has its three standard streams, and no other descriptor', async () => {
  const server = await startServer({ handler: 'probe' })
  const listed = await askOnce<string>(server, 'program')
  const descriptors = [...listed.matchAll(/ (\d+) -> (\S+)/g)].map(([, fd, target]) => [fd, target])
  expect(descriptors.map(([fd]) => Number(fd)).sort()).toEqual([0, 1, 2, 3])
  expect(descriptors[3]?.[1]).toMatch(/^\/proc\/\d+\/fd$/) // that of ls itself
  await server.stop()
})

test('stdin of a session is empty, whatever that of the top process is', async () => {
  const server = await startServer({ handler: 'probe' })
  expect(await askOnce(server, 'stdin')).toEqual(['/dev/null', ''])
  await server.stop()
})

test('timers and servers of warm do not survive it, what it has opened is closed', async () => {
  const server = await startServer({ handler: 'probe', warm: 'litter' })
  const warmed = await askOnce<{ port: number }>(server, 'warmed')
  const probe = await startProbe(server)
  const refused = await new Promise((resolve) => {
    const client = net.connect(warmed.port, '127.0.0.1', () => resolve(false))
    client.once('error', () => resolve(true))
  })
  expect(refused).toBe(true)
  const startedMs = performance.now()
  await pollUntil('a timer would have fired', () => performance.now() - startedMs > 300)
  expect(await probe.ask('warmed')).toEqual({ port: warmed.port })
  expect(kinds(foreign(probe.pid))).toEqual(['pipe', 'socket', 'socket'])
  await probe.end()
  await server.stop()
})
