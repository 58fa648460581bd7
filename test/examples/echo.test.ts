import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import { connect } from '../helpers/client'
import { startExample, stopExample } from '../helpers/example'
import { children } from '../helpers/proc'

test('echoes what nc sends, and stops by SIGTERM with status 0', async () => {
  const example = await startExample('echo')
  const answer = execFileSync('nc', ['-N', '127.0.0.1', String(example.port)], {
    input: 'one\ntwo\n',
    encoding: 'utf8',
  })
  expect(answer).toBe('one\ntwo\n')
  expect(await stopExample(example)).toBe(0)
})

test('a session that is killed is reported; the others go on', async () => {
  const example = await startExample('echo')
  const [first, second] = [await connect(example.port), await connect(example.port)]
  first.write('x')
  second.write('y')
  await Promise.all(
    [first, second].map((client) => new Promise((done) => client.once('data', done))),
  )
  const [pid = 0] = children(example.daemonPid)
  process.kill(pid, 'SIGKILL')
  const gone = await Promise.race(
    [first, second].map(
      (client) => new Promise((done) => client.once('close', () => done(client))),
    ),
  )
  const other = gone === first ? second : first
  other.write('still here')
  expect(String(await new Promise((done) => other.once('data', done)))).toBe('still here')
  other.destroy()
  await stopExample(example)
  expect(example.output()).toMatch(new RegExp(`session \\d \\(${pid}\\) ended by SIGKILL`))
})

test('start knows its examples by name', () => {
  const start = path.resolve(__dirname, '../../dist/examples/start.js')
  const { status, stderr } = spawnSync(process.execPath, [start, 'gopher'], { encoding: 'utf8' })
  expect(stderr).toBe('usage: npm start -- [echo | chat | flowchart] [port]\n')
  expect(status).toBe(64)
})
