// The chat as its users meet it: 200 of them, and some whose session dies or hangs.
import { execFile, execFileSync } from 'node:child_process'
import fs from 'node:fs'
import type net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { connect } from '../helpers/client'
import { type Example, startExample, stopExample } from '../helpers/example'
import { pollUntil } from '../helpers/poll-until'
import { children, peerOf } from '../helpers/proc'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chat-'))
const motd = path.join(folder, 'motd')
afterAll(() => fs.rmSync(folder, { recursive: true }))

class User {
  readonly lines: string[] = []
  readonly client: net.Socket
  readonly name: string

  constructor(client: net.Socket, name: string) {
    this.client = client
    this.name = name
    let rest = ''
    client.setEncoding('utf8').on('data', (text: unknown) => {
      const lines = (rest + text).split('\r\n')
      rest = lines.pop() ?? ''
      this.lines.push(...lines)
    })
  }

  say(line: string): void {
    this.client.write(`${line}\n`)
  }

  /** The first line that matches, heard already or to come. */
  hears(pattern: RegExp | string): Promise<string> {
    const matches = (line: string) =>
      typeof pattern === 'string' ? line === pattern : pattern.test(line)
    return pollUntil(`${this.name} hears ${pattern}`, () => this.lines.find(matches))
  }
}

const enter = async ({ port }: Example, name: string, room = 'lobby'): Promise<User> => {
  const user = new User(await connect(port), name)
  user.say(name)
  await user.hears(`* ${name} has joined lobby`)
  if (room !== 'lobby') {
    user.say(`/join ${room}`)
    await user.hears(`* ${name} has joined ${room}`)
  }
  return user
}

const servedBy = (example: Example, user: User): number =>
  peerOf(user.client.localPort as number, children(example.daemonPid))

test('200 users in 10 rooms: every message reaches exactly its room, in order, once', async () => {
  const ROOMS = 10
  const MESSAGES = 5
  const example = await startExample('chat')
  const users = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      enter(example, `user${index}`, `room${index % ROOMS}`),
    ),
  )
  const roomOf = (index: number) => index % ROOMS
  for (let message = 0; message < MESSAGES; message++) {
    for (const [index, user] of users.entries()) user.say(`${roomOf(index)} ${index} ${message}`)
  }
  const said = (user: User) => user.lines.filter((line) => line.startsWith('<'))
  const expected = (200 / ROOMS) * MESSAGES
  await pollUntil('all have heard all', () => users.every((user) => said(user).length >= expected))
  for (const [index, user] of users.entries()) {
    const heard = said(user).map((line) =>
      /^<user(\d+)> (\d+) (\d+) (\d+)$/.exec(line)?.slice(1).map(Number),
    )
    const bySender = new Map<number, number[]>()
    for (const [sender = -1, room, claimed, message = -1] of heard.map((line) => line ?? [])) {
      expect([room, claimed]).toEqual([roomOf(index), sender])
      bySender.set(sender, [...(bySender.get(sender) ?? []), message])
    }
    expect(bySender.size).toBe(200 / ROOMS)
    for (const messages of bySender.values()) expect(messages).toEqual([0, 1, 2, 3, 4])
  }
  for (const { client } of users) client.destroy()
  await stopExample(example)
})

test('a session that crashes or hangs disturbs nobody, and a crash is told', async () => {
  const example = await startExample('chat')
  const [ann, bob, eve, joe] = [
    await enter(example, 'ann'),
    await enter(example, 'bob'),
    await enter(example, 'eve'),
    await enter(example, 'joe'),
  ]
  process.kill(servedBy(example, bob), 'SIGKILL')
  await ann.hears('* bob has left')
  process.kill(servedBy(example, eve), 'SIGSTOP')
  for (let line = 0; line < 1000; line++) ann.say(`line ${line}`)
  await joe.hears('<ann> line 999')
  expect(joe.lines.filter((line) => line.startsWith('<ann>'))).toHaveLength(1000)
  joe.say('/who')
  await joe.hears('* In lobby: ann, eve, joe')
  joe.say('/msg ann psst')
  await ann.hears('[joe] psst')
  expect(await stopExample(example)).toBe(0)
})

test('a name is taken by one user at a time, and free again after a crash', async () => {
  const example = await startExample('chat')
  const first = await enter(example, 'ann')
  const second = new User(await connect(example.port), 'second')
  second.say('ann')
  await second.hears('* ann is here already. Your name?')
  process.kill(servedBy(example, first), 'SIGSEGV')
  await pollUntil('the session is gone', () => first.client.closed)
  // The hub hears of the end in its own time.
  await pollUntil('the name is free', () => {
    second.say('ann')
    return second.lines.includes('* ann has joined lobby')
  })
  await stopExample(example)
})

test('SIGHUP changes the message of the day, for those who come afterwards', async () => {
  fs.writeFileSync(motd, 'good morning')
  const example = await startExample('chat', '127.0.0.1', motd)
  const early = await enter(example, 'early')
  expect(early.lines[0]).toBe('good morning')
  fs.writeFileSync(motd, 'good evening\nand good night')
  process.kill(example.daemonPid, 'SIGHUP')
  await pollUntil('it was reread', () => example.output().includes('generation 1'))
  const late = await enter(example, 'late')
  expect(late.lines.slice(0, 2)).toEqual(['good evening', 'and good night'])
  await early.hears('* late has joined lobby')
  await stopExample(example)
})

test('nc and a Python socket talk to each other', async () => {
  const example = await startExample('chat')
  const python = `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1]))); f = s.makefile("rw", newline="\\n")
f.write("py\\n"); f.flush()
while "<nc> hello from nc" not in f.readline(): pass
f.write("/quit\\n"); f.flush()
print(f.read().strip())`
  const heard = new Promise<string>((resolve, reject) => {
    execFile('python3', ['-c', python, String(example.port)], (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    )
  })
  const watcher = await enter(example, 'watcher')
  watcher.say('/who')
  await pollUntil('py is here', () => {
    watcher.say('/who')
    return watcher.lines.some((line) => line.startsWith('* In lobby: py'))
  })
  execFileSync('nc', ['-N', '127.0.0.1', String(example.port)], { input: 'nc\nhello from nc\n' })
  expect((await heard).trim()).toMatch(/\* Bye, py$/)
  await watcher.hears('* nc has left')
  await stopExample(example)
})
