// Clients over TCP, sessions and hub in this process; what needs processes to die is in chat-crash.
import { once } from 'node:events'
import net from 'node:net'

import { chatSession } from '../../examples/chat-session'
import type { HubMember } from '../../lib/hub/member'
import { connectTo, makeHub, makeMember, settled, size } from '../helpers/hub'
import { pollUntil } from '../helpers/poll-until'

const HELP = '* /join room  /who  /msg name text  /quit  /help'

let hub: ReturnType<typeof makeHub>
let server: net.Server
const clients: Client[] = []
/** The hub members of the sessions, in the order of their clients. */
const sessions: HubMember[] = []
const ends: Promise<void>[] = []

class Client {
  output = ''

  constructor(readonly socket: net.Socket) {
    clients.push(this)
    socket.setEncoding('utf8').on('data', (text) => {
      this.output += text
    })
    socket.on('end', () => socket.end()).on('error', () => {})
  }

  say(text: string | Buffer): this {
    this.socket.write(text)
    return this
  }

  /** Waits until the output has such a line, forgets all up to it, and returns what was before. */
  async sees(line: string): Promise<string> {
    const at = await pollUntil(`"${line}" in "${this.output}"`, () => {
      const found = `\n${this.output}`.indexOf(`\n${line}\r\n`)
      return found >= 0 && { found }
    })
    const before = this.output.slice(0, at.found)
    this.output = this.output.slice(at.found + line.length + 2)
    return before
  }

  /** What it has seen and not been asked for, up to now. */
  async rest(): Promise<string> {
    return this.say('/help\n').sees(HELP)
  }

  async closed(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close')
    return this.output
  }
}

beforeEach(async () => {
  hub = makeHub()
  server = net.createServer((socket) => {
    const member = makeMember(() => connectTo(hub))
    sessions.push(member)
    ends.push(chatSession(socket, member, { motd: 'Be kind.', remote: '192.0.2.1:7' }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})

afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy()
  await Promise.all(ends.splice(0))
  sessions.splice(0)
  server.close()
})

const connect = async (): Promise<Client> => {
  const { port } = server.address() as net.AddressInfo
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const count = sessions.length
  await once(socket, 'connect')
  await pollUntil('a session', () => sessions.length > count)
  return new Client(socket)
}

const enter = async (name: string): Promise<Client> => {
  const client = await connect()
  client.say(`${name}\n`)
  await client.sees(`* ${name} has joined lobby`)
  return client
}

test('greets with the message of the day and asks for a name until it gets a free one', async () => {
  await enter('ann')
  const bob = await connect()
  await bob.sees('Be kind.')
  await bob.sees('* You come from 192.0.2.1:7. Your name?')
  for (const name of ['two words', 'x'.repeat(21), '/quit', 'Žofie']) {
    bob.say(`${name}\r\n`)
    await bob.sees('* A name has 1 to 20 letters, digits, _ or -. Your name?')
  }
  bob.say('ann\r\n')
  await bob.sees('* ann is here already. Your name?')
  bob.say('bob\r\n')
  await bob.sees('* Welcome, bob. Say something, or /help')
})

test('what one says all in the room see, in one order, and nobody elsewhere', async () => {
  const [ann, bob, eve] = [await enter('ann'), await enter('bob'), await enter('eve')]
  await ann.sees('* eve has joined lobby')
  eve.say('/join attic\n')
  await eve.sees('* eve has joined attic')
  await ann.sees('* eve has left')
  ann.say('hello\n')
  await bob.sees('<ann> hello')
  bob.say('hi\r\n')
  await ann.sees('<ann> hello')
  await ann.sees('<bob> hi')
  eve.say('alone\n')
  await eve.sees('<eve> alone')
  await settled(...sessions)
  expect([await ann.rest(), await eve.rest()]).toEqual(['', ''])
})

test('/who lists the room, /msg reaches one, /help helps', async () => {
  const [ann, bob] = [await enter('ann'), await enter('bob')]
  await ann.sees('* bob has joined lobby')
  ann.say('/who\n')
  await ann.sees('* In lobby: ann, bob')
  bob.say('/join attic\n/who\n')
  await bob.sees('* In attic: bob')
  ann.say('/msg bob psst, you\n')
  await ann.sees('[to bob] psst, you')
  await bob.sees('[ann] psst, you')
  ann.say('/msg eve psst\n')
  await ann.sees('* eve is not here')
  for (const unclear of ['/help', '/', '/msg', '/msg bob', '/join', '/join two rooms', '/dance']) {
    ann.say(`${unclear}\n`)
    await ann.sees(HELP)
  }
})

test('/quit says good-bye to both sides, and nothing behind it is said', async () => {
  const [ann, bob] = [await enter('ann'), await enter('bob')]
  bob.say('/quit\nnever said\n')
  expect(await bob.closed()).toMatch(/\* Bye, bob\r\n$/)
  await ann.sees('* bob has left')
  await size(hub, 1)
  await settled(sessions[0] as HubMember)
  expect(await ann.rest()).toBe('')
  const again = await enter('bob') // the name is free
  again.say('/who\n')
  await again.sees('* In lobby: ann, bob')
})

test('a client that ends its side gets all answers, and leaves', async () => {
  const [ann, bob] = [await enter('ann'), await connect()]
  bob.socket.end('bob\nhello\n/who\n/msg ann the end')
  const output = await bob.closed()
  expect(output.split('\r\n').slice(3)).toEqual([
    '* bob has joined lobby',
    '<bob> hello',
    '* In lobby: ann, bob',
    '[to ann] the end',
    '',
  ])
  await ann.sees('<bob> hello')
  await ann.sees('[bob] the end')
  await ann.sees('* bob has left')
})

test('a client whose connection breaks has left', async () => {
  const [ann, bob] = [await enter('ann'), await enter('bob')]
  bob.socket.resetAndDestroy()
  await ann.sees('* bob has left')
})

test('a client that goes before it has a name leaves no trace', async () => {
  const [ann, nobody] = [await enter('ann'), await connect()]
  nobody.socket.destroy()
  await ends[1]
  await settled(sessions[0] as HubMember)
  expect([await ann.rest(), hub.size]).toEqual(['', 1])
})

test('long lines are cut with a notice, and no terminal is sent what it would obey', async () => {
  const [ann, bob] = [await enter('ann'), await enter('bob')]
  bob.say(`${'x'.repeat(2000)}\n\u001b[2Jboo\u0007\n`)
  await bob.sees('* Your line was too long, and is cut')
  await ann.sees(`<bob> ${'x'.repeat(1000)}`)
  await ann.sees('<bob> [2Jboo')
})

test('lost messages are told', async () => {
  const ann = await enter('ann')
  sessions[0]?.emit('lost', 12)
  sessions[0]?.emit('lost', 1)
  await ann.sees('* 12 messages lost')
  await ann.sees('* 1 message lost')
})

test('after the death of the hub the room is together again', async () => {
  const [ann, bob] = [await enter('ann'), await enter('bob')]
  const old = hub
  hub = makeHub()
  old.close()
  await ann.sees('* The hub was away: some messages may be lost')
  await bob.sees('* The hub was away: some messages may be lost')
  bob.say('still here\n')
  await ann.sees('<bob> still here')
  bob.say('/quit\n')
  await ann.sees('* bob has left')
})

/** Says so much to a client that does not read that its session gives it up. */
const overwhelm = async (client: Client, name: string) => {
  client.socket.pause()
  const flooder = makeMember(() => connectTo(hub))
  const line = 'x'.repeat(50_000)
  while ((await flooder.publish(`user:${name}`, line)) > 0);
}

test('a client that does not read has left, and is told why if it reads again', async () => {
  const [ann, bob] = [await enter('ann'), await enter('bob')]
  await overwhelm(bob, 'bob')
  await ann.sees('* bob has left')
  bob.socket.resume()
  expect(await bob.closed()).toMatch(/x\r\n\* You read too slowly\r\n$/)
})

test('a client that never reads again keeps its session for some seconds only', async () => {
  const bob = await enter('bob')
  await overwhelm(bob, 'bob')
  await ends[0]
})
