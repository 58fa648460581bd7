// Node reads the certificates of authorities from a file, and parent and child of a fork share the
// position in a file: the reading must not happen in both.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { runInSession } from '../helpers/run-in-session'

const CERTIFICATES = path.resolve(__dirname, '../fixtures/fork/certificate')
// So many that to read them takes longer than to get from there to the fork.
const COPIES = 1_000

const folder = mkdtempSync(path.join(os.tmpdir(), 'realfork-certificates-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a fork in the middle of it leaves the certificates whole in parent and child', async () => {
  const [certificate, key] = ['localhost.pem', 'localhost.key.pem'].map((name) =>
    path.join(CERTIFICATES, name),
  ) as [string, string]
  const authorities = path.join(folder, 'authorities.pem')
  writeFileSync(authorities, readFileSync(certificate, 'utf8').repeat(COPIES))
  const { stderr, code } = await runInSession('fork/certificates', [certificate, key], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authorities },
  })
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
})
