// The server, seen from its parent: started, reloaded, asked and stopped, each within a deadline.
import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { Stats } from 'realfork'
import { pollUntil } from '../../helpers/poll-until'
import { configurationOf, isBroken, write, writeBroken } from './configuration'
import { Ledger } from './ledger'

const DEADLINE_MS = 60_000

/** V8 doubles the space for new objects now and then, by megabytes: no slope could be told from that. */
const FIXED_SPACE = '--max-semi-space-size=1'
/** Thousands of sessions die in ways that leave an image. */
const WITHOUT_CORE = 'ulimit -c 0; exec "$0" "$@"'

interface Message {
  what: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the top process tells
  [field: string]: any
}

export class UnderTest {
  readonly ledger = new Ledger(configurationOf(0).limits)
  daemonPid = 0
  ports: number[] = []
  /** The last one that the daemon process has, and that it was asked to have. */
  generation = 0
  requested = 0
  refusedReloads = 0
  readonly #folder: string
  readonly #process: ChildProcess
  readonly #answers = new Map<string, Message>()
  #reloading: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.#folder = folder
    write(this.#configuration, configurationOf(0))
    const program = [process.execPath, FIXED_SPACE, path.join(__dirname, 'top.js')]
    const errors = fs.openSync(this.stderr, 'a')
    this.#process = spawn('sh', ['-c', WITHOUT_CORE, ...program, this.#configuration], {
      stdio: ['ignore', 'inherit', errors, 'ipc'],
    })
    fs.closeSync(errors)
    this.#process.on('message', (message) => this.#hear(message as Message))
  }

  get #configuration(): string {
    return path.join(this.#folder, 'configuration.json')
  }

  /** The file that takes what all processes say on stderr. */
  get stderr(): string {
    return path.join(this.#folder, 'stderr')
  }

  async start(): Promise<void> {
    const { daemonPid, ports } = await this.#said('listening')
    Object.assign(this, { daemonPid, ports })
  }

  /** Another configuration, by SIGHUP; after a broken one, sometimes. */
  reload(): void {
    this.#reloading = this.#reloading.then(async () => {
      const next = this.generation + 1
      if (isBroken(next)) {
        writeBroken(this.#configuration)
        const { error } = await this.#hangUp()
        if (error === undefined) this.ledger.fail('a broken configuration was taken')
        this.refusedReloads++
      }
      write(this.#configuration, configurationOf(next))
      this.requested = next
      const { error, generation } = await this.#hangUp()
      if (error !== undefined) this.ledger.fail(`generation ${next}: ${error}`)
      this.generation = generation
    })
    this.#reloading.catch((error) => this.ledger.fail(`${error}`))
  }

  async reloaded(): Promise<void> {
    await this.#reloading
  }

  async stats(): Promise<Stats> {
    this.#process.send('stats')
    return (await this.#said('stats')).stats
  }

  /** The status of the top process. */
  async stop(): Promise<number | null> {
    this.#process.send('close')
    await this.#said('closed')
    this.#process.disconnect()
    const ended = () => (this.#process.exitCode ?? this.#process.signalCode) !== null
    await pollUntil('the end of the top process', ended, DEADLINE_MS)
    return this.#process.exitCode
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  #hangUp(): Promise<Message> {
    process.kill(this.daemonPid, 'SIGHUP')
    return this.#said('reload')
  }

  async #said(what: string): Promise<Message> {
    const message = await pollUntil(what, () => this.#answers.get(what), DEADLINE_MS)
    this.#answers.delete(what)
    return message
  }

  #hear(message: Message): void {
    const { what, id, code, signal, reason, error, text } = message
    if (what === 'fork') this.ledger.onFork()
    else if (what === 'exit') this.ledger.onExit(id, { code, signal }, reason)
    else if (what === 'drop') this.ledger.dropped++
    else if (what === 'error') this.ledger.fail(text)
    else {
      // The sessions that follow in the order of events begin under other limits.
      if (what === 'reload' && error === undefined)
        this.ledger.onReload(configurationOf(message.generation).limits)
      this.#answers.set(what, message)
    }
  }
}
