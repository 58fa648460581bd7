// fork() may be called in odd places, too: parent and child go on from there.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { runInSession } from '../helpers/run-in-session'

const WELL = { stdout: '33', stderr: '', code: 0, signal: null }
const fixture = path.resolve(__dirname, '../../dist/test/fixtures/fork/places.js')
const places: string[] = JSON.parse(execFileSync(process.execPath, [fixture], { encoding: 'utf8' }))

test.each(places)('called in %s', async (place) => {
  const { stdout, stderr, code, signal } = await runInSession('fork/places', [place])
  expect({ stdout, stderr, code, signal }).toEqual(WELL)
})
