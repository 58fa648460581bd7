// The programs in the README do what it says.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import ts from 'typescript'
import { pollUntil } from '../helpers/poll-until'

const root = path.resolve(__dirname, '../..')
const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8')
const programs = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, text = '']) =>
  ts.transpile(text, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 }),
)

// Below the package, so that it can import itself by name.
const folder = fs.mkdtempSync(path.join(root, 'dist/readme-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

const save = (name: string, text: string | undefined) => {
  const file = path.join(folder, name)
  fs.writeFileSync(file, text ?? '')
  return file
}

test('fork(): the child says who it is, the parent learns how it ended', () => {
  const output = execFileSync(process.execPath, [save('fork.js', programs[1])], {
    encoding: 'utf8',
  })
  expect(output).toMatch(/^child \d+ of \d+\n42\n$/)
})

const freePort = async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  return port
}

const echo = async (port: number, text: string) => {
  const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  client.end(text)
  return (await buffer(client)).toString()
}

test.each([
  ['createServer()', 0, 'listen(7000', (port: number) => `listen(${port}`],
  ['the flowchart', 2, 'port: 7000', (port: number) => `port: ${port}`],
])('%s: it echoes', async (_, index, place, at) => {
  const port = await freePort()
  const program = programs[index]?.replace(place, at(port))
  const server: ChildProcess = spawn(process.execPath, [save(`server-${index}.js`, program)])
  try {
    const answer = await pollUntil('an answer', () => echo(port, 'hello').catch(() => undefined))
    expect(answer).toMatch(/^(you are number \d+, served by process \d+\n)?hello$/)
    expect(await echo(port, 'again')).toMatch(/again$/)
  } finally {
    server.kill()
    await once(server, 'exit')
  }
})
