// The example as its user meets it: over sockets, and by signals.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { pollUntil } from '../helpers/poll-until'
import { children, state } from '../helpers/proc'

const program = path.resolve(__dirname, '../../dist/examples/flowchart.js')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'flowchart-'))
const greetingFile = path.join(folder, 'greeting')

let topProcess: ChildProcess
let daemonProcess: number
let port: number

beforeEach(async () => {
  fs.writeFileSync(greetingFile, 'hello\n')
  topProcess = spawn(process.env.TEST_NODE ?? process.execPath, [program, '0', greetingFile])
  const lines = createInterface(topProcess.stdout as NodeJS.ReadableStream)
  const [line] = await once(lines, 'line')
  const numbers = /^daemon process (\d+) listens, talk to it: nc 127.0.0.1 (\d+)$/.exec(line)
  daemonProcess = Number(numbers?.[1])
  port = Number(numbers?.[2])
})

afterEach(async () => {
  const exited = topProcess.exitCode === null ? once(topProcess, 'exit') : undefined
  if (state(daemonProcess) !== undefined) process.kill(daemonProcess, 'SIGTERM')
  await exited
})

afterAll(() => fs.rmSync(folder, { recursive: true }))

const connect = async () => {
  const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  await once(client, 'connect')
  return client
}

const talk = async (text: string): Promise<string> => {
  const client = await connect()
  client.end(text)
  return (await buffer(client)).toString()
}

const targets = (pid: number) =>
  fs.readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [fs.readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return []
    }
  })

test('greets and echoes', async () => {
  expect(await talk('one\ntwo\n')).toBe('hello\none\ntwo\n')
})

test('serves 100 clients at once, each in a process of its own', async () => {
  const clients = await Promise.all(Array.from({ length: 100 }, connect))
  await pollUntil('100 server processes', () => children(daemonProcess).length === 100)
  const answers = clients.map(async (client, index) => {
    client.end(`client ${index}`)
    return (await buffer(client)).toString()
  })
  expect(await Promise.all(answers)).toEqual(clients.map((_, index) => `hello\nclient ${index}`))
  await pollUntil('no server process and no zombie', () => children(daemonProcess).length === 0)
})

test('the daemon process closes every accepted socket', async () => {
  const before = fs.readdirSync(`/proc/${daemonProcess}/fd`).length
  for (let client = 0; client < 50; client++) await talk('x')
  await pollUntil('no server process', () => children(daemonProcess).length === 0)
  expect(fs.readdirSync(`/proc/${daemonProcess}/fd`)).toHaveLength(before)
})

test('the top process has closed the top socket, the server process too', async () => {
  const sockets = (pid: number) => targets(pid).filter((target) => target.startsWith('socket:'))
  const [topSocket] = sockets(daemonProcess).filter(
    (target) => !sockets(topProcess.pid as number).includes(target),
  )
  expect(topSocket).toBeDefined()
  const client = await connect()
  const serverProcess = await pollUntil('a server process', () => children(daemonProcess)[0])
  await once(client, 'data') // the greeting comes after the top socket was closed
  expect(sockets(serverProcess)).not.toContain(topSocket)
  client.destroy()
})

test('SIGHUP rereads the configuration, for new clients only and without a restart', async () => {
  const old = await connect()
  const [greeting] = await once(old, 'data')
  expect(greeting.toString()).toBe('hello\n')
  fs.writeFileSync(greetingFile, 'good morning\n')
  process.kill(daemonProcess, 'SIGHUP')
  await pollUntil('the new greeting', async () => (await talk('')) === 'good morning\n')
  old.end('still here')
  expect((await buffer(old)).toString()).toBe('still here')
})

test('a configuration that cannot be read changes nothing', async () => {
  fs.rmSync(greetingFile)
  process.kill(daemonProcess, 'SIGHUP')
  expect(await talk('')).toBe('hello\n')
})

test('the top process exits when its daemon process does', async () => {
  process.kill(daemonProcess, 'SIGTERM')
  const [code] = await once(topProcess, 'exit')
  expect(code).toBe(1)
})
