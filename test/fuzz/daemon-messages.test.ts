// A daemon process that is out of its mind. The top process ends its link to it, says why, and goes on.
import { once } from 'node:events'
import fc from 'fast-check'
import { checkAnswer, checkMessage } from '../../lib/server/channel/messages'
import { anyValue } from '../helpers/arbitraries'
import { anonymousKb } from '../helpers/proc'
import { about, startProgram } from '../helpers/program'
import { connectTo, nextLine } from '../helpers/server'

const NOISE = fc.sample(fc.uint8Array({ minLength: 2000, maxLength: 2000 }), {
  seed: 8,
  numRuns: 1,
})

const line = (message: unknown) => Buffer.from(`${JSON.stringify(message)}\n`)
const event = (name: string, payload: unknown) => line({ message: 'event', event: name, payload })

const FORK = { id: 1, pid: 2, remote: { family: 'unix', path: '' }, forkMs: 1, anonymousKb: 1 }
const answer = (more: object) => line({ message: 'answer', ...more })

test.each([
  { title: 'text', said: Buffer.from('HTTP/1.1 200 OK\r\n\r\n') },
  { title: 'noise', said: Buffer.concat([...NOISE, Buffer.from('\n')]) },
  { title: 'null', said: line(null) },
  { title: 'a message that is none', said: line({ message: 'constructor' }) },
  { title: 'the event "error"', said: event('error', { message: 'x' }) },
  { title: 'the event "newListener"', said: event('newListener', FORK) },
  { title: 'the event "__proto__"', said: event('__proto__', FORK) },
  { title: 'an event about nothing', said: event('fork', null) },
  {
    title: 'an event with a fact that is missing',
    said: event('fork', { ...FORK, pid: undefined }),
  },
  { title: 'an event with a fact too many', said: event('fork', { ...FORK, more: 1 }) },
  { title: 'an event with a wrong fact', said: event('fork', { ...FORK, pid: '2' }) },
  { title: 'an event with a wrong address', said: event('fork', { ...FORK, remote: [] }) },
  {
    title: 'an error that changes what it is',
    said: Buffer.from('{"message":"failed","error":{"name":"a","message":"b","__proto__":{}}}\n'),
  },
  { title: 'that it listens nowhere', said: line({ message: 'listening', addresses: [] }) },
  { title: 'an answer to what nobody asked', said: answer({ id: 7, value: 1 }) },
  { title: 'an answer to another question', said: answer({ id: 1, value: 1 }) },
  { title: 'an answer that says nothing', said: answer({ id: 1 }) },
  { title: 'a line that does not end', said: Buffer.alloc(65_536, 'x'), times: 1024 },
])(
  'a daemon process that says $title: the top process hears no more of it, and says so',
  async ({ said, times = 1 }) => {
    const program = startProgram('server/raw-daemon', [said.toString('base64'), `${times}`])
    const { port } = await program.said('listening')
    const client = await connectTo({ port: port as number, host: '127.0.0.1' })
    client.write('hello\n')
    expect(await nextLine(client)).toBe('hello')
    const beforeKb = anonymousKb(program.pid)
    program.tell('ask')
    // As if the top process had gone: nobody else is served, but who is.
    client.write('still here\n')
    expect(await nextLine(client)).toBe('still here')
    client.end()
    await once(client.resume(), 'close')
    await program.said('close')
    expect((await program.said('refused')).code).toBe('ERR_SERVER_PROTOCOL')
    const [error] = about(program.lines, 'error')
    expect(error).toMatchObject({ code: 'ERR_SERVER_PROTOCOL' })
    expect(error?.message).toMatch(/^the daemon process \d+ says what is no message: ./)
    expect(anonymousKb(program.pid) - beforeKb).toBeLessThan(24 * 1024)
    program.closeInput()
    expect(await program.end()).toMatchObject({ code: 0 })
  },
)

test('a daemon process that says nonsense and does not stop is killed', async () => {
  const program = startProgram('server/raw-daemon', [line(null).toString('base64'), '1', 'stops'])
  await program.said('listening')
  program.tell('ask')
  await program.said('close')
  expect(about(program.lines, 'error')).toMatchObject([{ code: 'ERR_SERVER_PROTOCOL' }])
  program.closeInput()
  expect((await program.end()).code).toBe(0)
})

test('a message is taken as it is, or refused; nothing else happens', () => {
  const message = fc.record(
    {
      message: fc.oneof(fc.constantFrom('listening', 'failed', 'event', 'answer'), anyValue),
      event: fc.oneof(fc.constantFrom('fork', 'exit', 'drop', 'reload'), anyValue),
      payload: fc.oneof(fc.record({ generation: fc.oneof(fc.nat(), anyValue) }), anyValue),
      addresses: fc.array(anyValue),
      error: anyValue,
      id: fc.oneof(fc.nat(), anyValue),
      value: anyValue,
    },
    { requiredKeys: ['message'] },
  )
  const property = fc.property(fc.oneof(message, anyValue), (said) => {
    try {
      expect(checkMessage(said)).toBe(said)
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toMatch(/^ERR_/)
    }
  })
  fc.assert(property, { numRuns: 1000 })
})

test('an answer is taken if it is one to the question, or refused', () => {
  const asked = fc.constantFrom('stats', 'reload', 'detach')
  const property = fc.property(asked, anyValue, (ask, value) => {
    try {
      checkAnswer(ask, { message: 'answer', id: 1, value: value as never })
      expect(Number.isInteger(value)).toBe(true)
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toMatch(/^ERR_/)
    }
  })
  fc.assert(property, { numRuns: 500 })
})
