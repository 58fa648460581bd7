// Node (22 and later) reads NODE_EXTRA_CA_CERTS in a thread of its own: a fork must not share the
// open file between two copies of it.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import tls from 'node:tls'

import { about, startProgram } from '../helpers/program'

let folder: string
let file: string

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-certificates-'))
  file = path.join(folder, 'extra.pem')
  fs.writeFileSync(file, tls.rootCertificates.join('\n'))
})

afterAll(() => fs.rmSync(folder, { recursive: true }))

const round = async () => {
  const program = startProgram('fork/certificates', [], { env: { NODE_EXTRA_CA_CERTS: file } })
  const { lines, stderr, code } = await program.end()
  expect({ stderr, code, reaped: about(lines, 'reaped')[0]?.exitCode }).toEqual({
    stderr: '',
    code: 0,
    reaped: 0,
  })
  const [one, other] = about(lines, 'certificates').map(({ count }) => count)
  expect(one).toBe(other)
}

test('certificates that are being read at the fork are read whole, in both processes, which end', async () => {
  // Four at a time: the thread is just ending in some of them.
  for (let rounds = 0; rounds < 8; rounds++) {
    await Promise.all([round(), round(), round(), round()])
  }
})
