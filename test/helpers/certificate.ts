// A certificate for 127.0.0.1 that signs itself, in a folder that is removed in the end.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

export const makeCertificate = (): { key: string; cert: string; ca: string } => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'certificate-'))
  afterAll(() => fs.rmSync(folder, { recursive: true }))
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync(
    'openssl',
    ['req', '-x509', ...CURVE, '-days', '2', '-keyout', key, '-out', cert, ...subject],
    { stdio: 'pipe' },
  )
  return { key, cert, ca: fs.readFileSync(cert, 'utf8') }
}
