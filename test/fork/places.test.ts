// fork() may be called anywhere: parent and child go on from there, with event loops of their own.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { runInSession } from '../helpers/run-in-session'

const STATUS = '33'
const fixture = path.resolve(__dirname, '../../dist/test/fixtures/fork/places.js')
const places: string[] = JSON.parse(execFileSync(process.execPath, [fixture], { encoding: 'utf8' }))

test.each(places)('called in %s', async (place) => {
  const { stdout, stderr, code } = await runInSession('fork/places', [place])
  expect({ stdout, stderr, code }).toEqual({ stdout: STATUS, stderr: '', code: 0 })
})
