// A top process that is out of its mind. Its daemon process stops as if it had gone, gracefully; it neither
// spins nor grows, and sessions notice nothing.
import { once } from 'node:events'
import net from 'node:net'
import fc from 'fast-check'
import { checkCommand } from '../../lib/server/channel/commands'
import { anyValue } from '../helpers/arbitraries'
import { pollUntil } from '../helpers/poll-until'
import { anonymousKb, children, cpuMs } from '../helpers/proc'
import { type Program, startProgram } from '../helpers/program'
import { connectTo, nextLine } from '../helpers/server'

interface Started {
  program: Program
  daemonPid: number
  where: net.TcpNetConnectOpts
}

const start = async (): Promise<Started> => {
  const program = startProgram('server/raw-top')
  const { daemonPid, addresses } = await program.said('listening')
  const [{ port }] = addresses as [net.AddressInfo]
  return { program, daemonPid: daemonPid as number, where: { port, host: '127.0.0.1' } }
}

const tell = (program: Program, bytes: Uint8Array) =>
  program.tell(Buffer.from(bytes).toString('base64'))

const echoes = async (client: net.Socket, text = 'hello') => {
  client.write(`${text}\n`)
  expect(await nextLine(client)).toBe(text)
}

const isRefused = ({ where }: Started): Promise<boolean> =>
  new Promise((resolve) => {
    const client = net.connect(where)
    client.on('error', () => resolve(true)).on('connect', () => resolve(client.destroy() && false))
  })

const bytes = (text: string) => Buffer.from(text)

const MEGABYTE = 2 ** 20
const NOISE = fc.sample(fc.uint8Array({ minLength: 2000, maxLength: 2000 }), {
  seed: 7,
  numRuns: 1,
})

test.each([
  { title: 'text', said: bytes('GET / HTTP/1.1\r\n\r\n') },
  { title: 'noise', said: Buffer.concat([...NOISE, bytes('\n')]) },
  { title: 'nothing but zeros', said: Buffer.alloc(MEGABYTE) },
  { title: 'null', said: bytes('null\n') },
  { title: 'a command that is none', said: bytes('{"command":"burn"}\n') },
  { title: 'a grace that is no number', said: bytes('{"command":"close","graceMs":"x"}\n') },
  { title: 'a grace below zero', said: bytes('{"command":"close","graceMs":-1e9}\n') },
  { title: 'events that are no list', said: bytes('{"command":"wants","events":5}\n') },
  { title: 'a line that does not end', said: Buffer.alloc(64 * MEGABYTE, 'x') },
])('a top process that says $title: a graceful stop, told in the log', async ({ said }) => {
  const started = await start()
  const { program, daemonPid, where } = started
  const client = await connectTo(where)
  await echoes(client)
  const beforeKb = anonymousKb(daemonPid)
  tell(program, said)
  await program.said('channel closed')
  await pollUntil('the port is free', () => isRefused(started))
  expect(anonymousKb(daemonPid) - beforeKb).toBeLessThan(8 * 1024)
  await echoes(client, 'still here')
  expect(children(daemonPid)).toHaveLength(1)
  client.end()
  await once(client.resume(), 'close')
  program.tell('exit')
  const { code, stderr } = await program.end()
  expect(code).toBe(0)
  expect(stderr).toMatch(/^\S+: the top process says what is no command: .+\n/)
  expect(stderr).toMatch(/: the top process has gone: stopping\n$/)
})

test('a top process that asks without reading is asked for no more questions, until it reads', async () => {
  const { program, daemonPid, where } = await start()
  const question = '{"command":"stats","id":1}\n'
  const asked = 200_000
  const beforeKb = anonymousKb(daemonPid)
  tell(program, bytes(question.repeat(asked)))
  let [before, same] = [-1, 0]
  await pollUntil('it is stuck, and clients are served', async () => {
    const client = await connectTo(where)
    await echoes(client)
    client.destroy()
    const said = program.lines.length
    program.tell('written')
    const { bytes } = await pollUntil('it says how much went', () => program.lines[said])
    same = bytes === before && before > 0 ? same + 1 : 0
    before = bytes as number
    return same > 5
  })
  expect(before).toBeLessThan((asked * question.length) / 2)
  // All answers would be 80 MB. What V8 lets lie about before it looks is up to three times 16.
  expect(anonymousKb(daemonPid) - beforeKb).toBeLessThan(48 * 1024)
  const usedMs = cpuMs(daemonPid)
  const client = await connectTo(where)
  for (let round = 0; round < 100; round++) await echoes(client)
  expect(cpuMs(daemonPid) - usedMs).toBeLessThan(100)
  client.destroy()
  program.tell('read')
  await program.said('drained')
  program.tell('exit')
  expect((await program.end()).code).toBe(0)
})

test('while a top process floods with commands, clients are served', async () => {
  const { program, where } = await start()
  tell(program, bytes('{"command":"wants","events":[]}\n'.repeat(200_000)))
  let served = 0
  while (!program.lines.some(({ what }) => what === 'drained')) {
    const client = await connectTo(where)
    await echoes(client)
    client.destroy()
    served++
  }
  expect(served).toBeGreaterThan(3)
  program.tell('exit')
  expect((await program.end()).code).toBe(0)
})

test('a command is taken as it is, or refused; nothing else happens', () => {
  const command = fc.record(
    {
      command: fc.oneof(fc.constantFrom('close', 'wants', 'reload', 'stats', 'detach'), anyValue),
      id: fc.oneof(fc.nat(), anyValue),
      graceMs: fc.oneof(fc.nat(), anyValue),
      events: fc.oneof(fc.array(fc.string()), fc.array(anyValue), anyValue),
    },
    { requiredKeys: ['command'] },
  )
  const property = fc.property(fc.oneof(command, anyValue), (said) => {
    try {
      expect(checkCommand(said)).toBe(said)
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toMatch(/^ERR_/)
    }
  })
  fc.assert(property, { numRuns: 1000 })
})
