// A chat as one client meets it, by telnet or nc. Sessions are processes of their own: what they say to
// each other goes through the hub, and what is to be said when one crashes is its last will there.
import type net from 'node:net'

import type { Hub } from 'realfork'
import { LineReader } from './chat/lines'
import { Terminal } from './chat/terminal'

export interface ChatOptions {
  /** The message of the day. */
  motd: string
  /** Where the client comes from. */
  remote: string
}

const NAME = /^[\w-]{1,20}$/
const HELP = ['/join room', '/who', '/msg name text', '/quit', '/help'].join('  ')

const roomTopic = (room: string) => `room:${room}`
const userTopic = (name: string) => `user:${name}`

/** Serves one client until it leaves, is lost or too slow; closes its connection and the hub's. */
export const chatSession = async (
  client: net.Socket,
  hub: Hub,
  { motd, remote }: ChatOptions,
): Promise<void> => {
  const terminal = new Terminal(client)
  const forgetEvents = tellEvents(hub, terminal)
  for (const line of motd.split('\n')) terminal.tell(line)
  terminal.tell(`* You come from ${remote}. Your name?`)
  await Promise.race([new Chat(terminal, hub).run(), terminal.over])
  forgetEvents()
  await hub.close() // publishes the last will: one farewell for all ways to leave
  await terminal.close()
}

const tellEvents = (hub: Hub, terminal: Terminal) => {
  const lost = (count: number) =>
    terminal.tell(`* ${count} ${count === 1 ? 'message' : 'messages'} lost`)
  const reconnect = (nameKept: boolean) =>
    nameKept
      ? terminal.tell('* The hub was away: some messages may be lost')
      : terminal.leave('* The hub was away, and somebody has taken your name')
  const close = (error?: Error) => {
    if (error) terminal.leave('* The others cannot be reached any more')
  }
  hub.on('lost', lost).on('reconnect', reconnect).on('close', close)
  return () => void hub.off('lost', lost).off('reconnect', reconnect).off('close', close)
}

class Chat {
  #name = ''
  #room = ''

  constructor(
    readonly terminal: Terminal,
    readonly hub: Hub,
  ) {}

  async run(): Promise<void> {
    const { client } = this.terminal
    const reader = new LineReader()
    try {
      // One line at a time: who sends faster than the hub takes is not read from.
      for await (const chunk of client.iterator({ destroyOnReturn: false })) {
        for (const { text, cut } of reader.push(chunk)) await this.#take(text, cut)
      }
      for (const { text, cut } of reader.end()) await this.#take(text, cut)
    } catch (error) {
      if (!client.destroyed) throw error
    }
  }

  async #take(text: string, cut: boolean): Promise<void> {
    if (cut) this.terminal.tell('* Your line was too long, and is cut')
    if (text === '' || this.terminal.isOver) return
    try {
      if (this.#name === '') await this.#introduce(text)
      else await this.#obey(text)
    } catch (error) {
      if (!(error as { code?: string }).code?.startsWith('ERR_HUB')) throw error
      this.terminal.tell('* That did not work: the others cannot be reached')
    }
  }

  async #introduce(name: string): Promise<void> {
    if (!NAME.test(name)) {
      this.terminal.tell('* A name has 1 to 20 letters, digits, _ or -. Your name?')
    } else if (!(await this.hub.claim(name))) {
      this.terminal.tell(`* ${name} is here already. Your name?`)
    } else {
      await this.hub.subscribe(userTopic(name), this.#hear)
      this.#name = name
      this.terminal.tell(`* Welcome, ${name}. Say something, or /help`)
      await this.#join('lobby')
    }
  }

  async #obey(text: string): Promise<void> {
    const [, command, rest = ''] = /^\/(\S*)\s*(.*)$/.exec(text) ?? []
    const [, to, words] = /^([\w-]+)\s+(.*)$/.exec(rest) ?? []
    if (command === undefined) await this.#say(`<${this.#name}> ${text}`)
    else if (command === 'join' && NAME.test(rest)) await this.#join(rest)
    else if (command === 'who') await this.#who()
    else if (command === 'msg' && to && words) await this.#message(to, words)
    else if (command === 'quit') this.terminal.leave(`* Bye, ${this.#name}`)
    else this.terminal.tell(`* ${HELP}`)
  }

  async #join(room: string): Promise<void> {
    if (room === this.#room) return
    if (this.#room !== '') {
      await this.hub.unsubscribe(roomTopic(this.#room), this.#hear)
      await this.#say(`* ${this.#name} has left`)
      this.#room = ''
    }
    await this.hub.lastWill(roomTopic(room), `* ${this.#name} has left`)
    await this.hub.subscribe(roomTopic(room), this.#hear)
    this.#room = room
    await this.#say(`* ${this.#name} has joined ${room}`)
  }

  async #who(): Promise<void> {
    const names = await this.hub.members(roomTopic(this.#room))
    this.terminal.tell(`* In ${this.#room}: ${names.sort().join(', ')}`)
  }

  async #message(name: string, words: string): Promise<void> {
    const reached = await this.hub.publish(userTopic(name), `[${this.#name}] ${words}`)
    this.terminal.tell(reached === 0 ? `* ${name} is not here` : `[to ${name}] ${words}`)
  }

  async #say(line: string): Promise<void> {
    if (this.#room === '') this.terminal.tell('* You are in no room: /join lobby')
    else await this.hub.publish(roomTopic(this.#room), line)
  }

  #hear = (line: unknown): void => this.terminal.tell(String(line))
}
