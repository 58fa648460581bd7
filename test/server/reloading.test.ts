// Rereading the configuration, by SIGHUP and by reload().
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pollUntil } from '../helpers/poll-until'
import { about, startProgram } from '../helpers/program'
import { nextLine, startServer, type TestServer, talk } from '../helpers/server'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reloading-'))
const configuration = path.join(folder, 'configuration.json')

const configure = (greeting: unknown) =>
  fs.writeFileSync(configuration, JSON.stringify({ greeting }))

const greetingOf = async (server: TestServer) =>
  (await talk({ port: server.port, host: '127.0.0.1' }, '')).trim()

beforeEach(() => configure('hello'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

test('SIGHUP: new sessions get the new configuration, running ones keep theirs', async () => {
  const server = await startServer({ handler: 'greet', configuration, events: ['reload'] })
  const old = await server.connect()
  expect(await nextLine(old)).toBe('hello')
  configure('good morning')
  expect(await greetingOf(server)).toBe('hello')
  process.kill(server.daemonPid, 'SIGHUP')
  expect(await server.program.said('reload')).toMatchObject({ generation: 1 })
  expect(await greetingOf(server)).toBe('good morning')
  old.end('still here\n')
  expect(await nextLine(old)).toBe('still here')
  await server.stop()
})

test('a configuration that cannot be read changes nothing, and is reported', async () => {
  const server = await startServer({ handler: 'greet', configuration, events: ['reload'] })
  fs.writeFileSync(configuration, '{ "greeting": ')
  process.kill(server.daemonPid, 'SIGHUP')
  const reload = await server.program.said('reload')
  expect(reload).toMatchObject({ generation: 0, error: expect.stringContaining('SyntaxError') })
  expect(await greetingOf(server)).toBe('hello')
  expect(await server.order('reload', 'reloaded')).toMatchObject({
    what: 'failed',
    text: expect.stringContaining('SyntaxError'),
  })
  configure('mended')
  expect(await server.order('reload', 'reloaded')).toMatchObject({ generation: 1 })
  expect(await greetingOf(server)).toBe('mended')
  await server.stop()
})

test('limits that follow from the configuration change with it', async () => {
  const server = await startServer({
    handler: 'greet',
    configuration,
    limitsFromConfiguration: true,
    options: { atLimit: 'refuse', refusal: 'full\n' },
    events: ['drop'],
  })
  fs.writeFileSync(configuration, JSON.stringify({ greeting: 'hello', maxServers: 1 }))
  await server.order('reload', 'reloaded')
  const first = await server.connect()
  await nextLine(first)
  expect(await greetingOf(server)).toBe('full')
  fs.writeFileSync(configuration, JSON.stringify({ greeting: 'hello', maxServers: 'many' }))
  expect(await server.order('reload', 'reloaded')).toMatchObject({
    what: 'failed',
    code: 'ERR_INVALID_ARG_TYPE',
    text: expect.stringContaining('"limits.maxServers"'),
  })
  fs.writeFileSync(configuration, JSON.stringify({ greeting: 'hello', maxServers: 2 }))
  await server.order('reload', 'reloaded')
  expect(await greetingOf(server)).toBe('hello')
  first.destroy()
  await server.stop()
})

test('SIGHUP under continuous traffic: no request fails', async () => {
  const server = await startServer({ handler: 'greet', configuration, events: ['reload'] })
  const seen: string[] = []
  let going = true
  const hit = async () => {
    while (going) seen.push(await greetingOf(server))
  }
  const hitters = [hit(), hit(), hit()]
  for (let generation = 1; generation <= 20; generation++) {
    configure(`hello ${generation}`)
    process.kill(server.daemonPid, 'SIGHUP')
    await pollUntil(`generation ${generation}`, () =>
      about(server.program.lines, 'reload').some((line) => line.generation === generation),
    )
    const before = seen.length
    await pollUntil('more traffic', () => seen.length > before + 6)
  }
  going = false
  await Promise.all(hitters)
  const generations = seen.map((greeting) => Number(/^hello(?: (\d+))?$/.exec(greeting)?.[1] ?? 0))
  expect(generations).not.toContain(Number.NaN)
  expect(seen.every((greeting) => greeting.startsWith('hello'))).toBe(true)
  expect(await greetingOf(server)).toBe('hello 20')
  await server.stop()
})

test('a configuration that is wrong from the start: listen() says so', async () => {
  fs.writeFileSync(configuration, 'not JSON')
  const program = startProgram('server/serve', [
    JSON.stringify({ handler: 'greet', configuration }),
  ])
  expect(await program.said('failed')).toMatchObject({ text: expect.stringMatching('SyntaxError') })
  program.tell('exit')
  await program.end()
})
