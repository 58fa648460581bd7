// Starts a server in a program of its own, and sees to it that no process of it is left.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import type { SocketAddress } from '../../lib'
import type { What } from '../fixtures/server/serve'
import { pollUntil } from './poll-until'
import { type Line, type Program, type ProgramOptions, startProgram } from './program'

const MARK = 'REALFORK_TEST_SERVER'

const marks = new Set<string>()

/** All processes, in whatever group or session, that have grown from one start. */
const grownFrom = (mark: string): number[] =>
  fs.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const environment = fs.readFileSync(`/proc/${name}/environ`, 'latin1')
      return environment.includes(`${MARK}=${mark}`) ? [Number(name)] : []
    } catch {
      return []
    }
  })

export class TestServer {
  readonly program: Program
  readonly daemonPid: number
  readonly addresses: SocketAddress[]
  readonly #mark: string

  constructor(program: Program, listening: Line, mark: string) {
    this.program = program
    this.daemonPid = listening.daemonPid as number
    this.addresses = listening.addresses as SocketAddress[]
    this.#mark = mark
  }

  get port(): number {
    const [address] = this.addresses
    if (address === undefined || address.family === 'unix') throw new Error('not a port')
    return address.port
  }

  /** The top process and all that it has started. */
  processes(): number[] {
    return grownFrom(this.#mark)
  }

  connect(): Promise<net.Socket> {
    return connectTo({ port: this.port, host: '127.0.0.1' })
  }

  /** Gives an order to the top process, and waits for what it says then. */
  async order(order: string, answer: string): Promise<Line> {
    const before = this.program.lines.length
    this.program.tell(order)
    return pollUntil(`${answer} after ${order}`, () =>
      this.program.lines.slice(before).find(({ what }) => what === answer || what === 'failed'),
    )
  }

  /** Stops it from its top process. */
  async stop(graceMs = 0): Promise<void> {
    this.program.tell(`close ${graceMs}`)
    await this.program.said('closed')
    this.program.tell('exit')
    await this.program.end()
  }
}

export const startServer = async (
  what: What,
  options: ProgramOptions = {},
): Promise<TestServer> => {
  const mark = randomUUID()
  marks.add(mark)
  const program = startProgram('server/serve', [JSON.stringify(what)], {
    ...options,
    env: { ...options.env, [MARK]: mark },
  })
  const listening = await Promise.race([program.said('listening'), program.said('failed')])
  if (listening.what === 'failed') throw new Error(`it does not start: ${listening.text}`)
  return new TestServer(program, listening, mark)
}

export const connectTo = (where: net.NetConnectOpts): Promise<net.Socket> =>
  new Promise((resolve, reject) => {
    const client = net.connect({ allowHalfOpen: true, ...where }, () => resolve(client))
    client.once('error', reject)
  })

/** Sends a text, ends, and reads what comes back. */
export const talk = async (where: net.NetConnectOpts, text: string): Promise<string> => {
  const client = await connectTo(where)
  client.end(text)
  let all = ''
  client.setEncoding('utf8')
  for await (const chunk of client) all += chunk
  return all
}

/** The next line that the server says. */
export const nextLine = (client: net.Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    const done = (error?: Error) => {
      client.off('readable', look).off('end', ended).off('error', done)
      if (error) reject(error)
      else resolve(text)
    }
    const ended = () => done(new Error(`the connection ended after ${JSON.stringify(text)}`))
    const look = () => {
      for (let byte = client.read(1); byte !== null; byte = client.read(1)) {
        if (byte.toString('latin1') === '\n') return done()
        text += byte.toString('latin1')
      }
    }
    client.on('readable', look).on('end', ended).on('error', done)
    look()
  })

afterEach(async () => {
  for (const mark of marks) {
    try {
      await pollUntil('no process of the server is left', () => grownFrom(mark).length === 0, 3000)
    } finally {
      for (const pid of grownFrom(mark)) process.kill(pid, 'SIGKILL')
      marks.delete(mark)
    }
  }
})
