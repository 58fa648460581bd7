// TLS in sessions: each does its own handshake, with a context of its own or the top process's.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import https from 'node:https'
import type net from 'node:net'
import { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import tls from 'node:tls'
import { makeCertificate } from '../helpers/certificate'
import { filter } from '../helpers/clients'
import { about } from '../helpers/program'
import { startServer, type TestServer } from '../helpers/server'

const GRACE_MS = 10_000

const { key, cert, ca } = makeCertificate()

const start = (handler: string, options = {}) =>
  startServer(
    { handler, options: { noDelay: true, ...options }, events: ['exit'] },
    { env: { TLS_KEY: key, TLS_CERT: cert } },
  )

const stopWell = async (server: TestServer) => {
  await server.stop(GRACE_MS)
  const statuses = about(server.program.lines, 'exit').map(({ code, signal }) => code ?? signal)
  expect(new Set(statuses)).toEqual(new Set([0]))
}

const connect = async (server: TestServer, options: tls.ConnectionOptions = {}) => {
  const client = tls.connect({ port: server.port, host: '127.0.0.1', ca, ...options })
  await once(client, 'secureConnect')
  return client
}

describe.each(['tls-inherited', 'tls-in-handler', 'tls-server'])('%s', (handler) => {
  test('a megabyte there and back', async () => {
    const server = await start(handler)
    const client = await connect(server)
    expect(client.authorized).toBe(true)
    const bytes = randomBytes(1 << 20)
    client.write(bytes)
    const back: Buffer[] = []
    let length = 0
    for await (const chunk of client.iterator({ destroyOnReturn: false })) {
      back.push(chunk)
      length += chunk.length
      if (length >= bytes.length) break
    }
    expect(bytes.equals(Buffer.concat(back))).toBe(true)
    client.end()
    await stopWell(server)
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s, by the client of OpenSSL', async (version) => {
    const server = await start(handler)
    const where = ['-connect', `127.0.0.1:${server.port}`, '-CAfile', cert]
    const option = version === 'TLSv1.2' ? '-tls1_2' : '-tls1_3'
    const said = await filter(
      'openssl',
      ['s_client', ...where, option, '-verify_return_error', '-no_ign_eof'],
      Buffer.from('hello\nQ\n'),
    )
    expect(String(said)).toContain(version)
    await stopWell(server)
  })
})

test('https, by Node and by curl', async () => {
  const server = await start('https')
  const url = `https://127.0.0.1:${server.port}`
  const body = await new Promise((resolve, reject) => {
    https
      .get(`${url}/stream`, { ca, agent: false }, (response) => resolve(buffer(response)))
      .once('error', reject)
  })
  expect(body).toHaveLength(5_000_000)
  const sum = await filter(
    'curl',
    ['-sf', '--cacert', cert, '-d', '[1, 2, 3]', `${url}/sum`],
    Buffer.alloc(0),
  )
  expect(String(sum)).toBe('{"sum":6}')
  await stopWell(server)
})

/** A connection whose first bytes are looked at. */
const tap = (raw: net.Socket): { stream: Duplex; first: () => Buffer } => {
  const chunks: Buffer[] = []
  const stream = new Duplex({
    read: () => {},
    write: (chunk, _encoding, done) => raw.write(chunk, done),
    final: (done) => raw.end(done),
  })
  raw.on('data', (chunk) => {
    chunks.push(chunk)
    stream.push(chunk)
  })
  raw.on('end', () => stream.push(null))
  return { stream, first: () => Buffer.concat(chunks) }
}

/** Of the ServerHello: behind a record header, a handshake header and a version; see RFC 5246. */
const RANDOM_AT = 5 + 4 + 2
const RANDOM_BYTES = 32
/** In TLS 1.2 the last of them say that a newer version is known: see RFC 8446, 4.1.3. */
const SENTINEL_BYTES = 8

const serverRandom = async (server: TestServer, maxVersion: tls.SecureVersion) => {
  const { stream, first } = tap(await server.connect())
  const client = tls.connect({ socket: stream, ca, host: '127.0.0.1', maxVersion })
  await once(client, 'secureConnect')
  client.end()
  const bytes = first()
  expect([bytes[0], bytes[5]]).toEqual([22, 2]) // a handshake; a ServerHello
  return bytes.subarray(RANDOM_AT, RANDOM_AT + RANDOM_BYTES - SENTINEL_BYTES).toString('hex')
}

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'no two sessions draw the same random: %s',
  async (version) => {
    const server = await start('tls-inherited')
    const randoms = await Promise.all(
      Array.from({ length: 50 }, () => serverRandom(server, version)),
    )
    expect(new Set(randoms).size).toBe(50)
    await stopWell(server)
  },
)

/** Has one connection, and returns the session that it leaves. */
const ticketOf = async (server: TestServer) => {
  const client = await connect(server)
  const [ticket] = (await once(client, 'session')) as [Buffer]
  client.end().resume()
  return ticket
}

test('a ticket of one session is good for another, if they have inherited the context', async () => {
  const server = await start('tls-inherited')
  const tickets = await Promise.all(Array.from({ length: 10 }, () => ticketOf(server)))
  expect(new Set(tickets.map((ticket) => ticket.toString('hex'))).size).toBe(10)
  const [session] = tickets as [Buffer]
  const client = await connect(server, { session })
  expect(client.isSessionReused()).toBe(true)
  client.end().resume()
  await stopWell(server)
})

test('a session with a context of its own does not take the ticket of another', async () => {
  const server = await start('tls-in-handler')
  const client = await connect(server, { session: await ticketOf(server) })
  expect(client.isSessionReused()).toBe(false)
  client.end().resume()
  await stopWell(server)
})

test('idleMs sees bytes that go through TLS, and that none do', async () => {
  const server = await start('tls-slow', { idleMs: 400 })
  const client = await connect(server)
  expect(String(await buffer(client))).toBe(`${'.'.repeat(20)}done`)
  const silent = await server.connect()
  expect(await silent.toArray()).toEqual([])
  await stopWell(server)
})

test('bytes that are not TLS end their session only', async () => {
  const server = await start('tls-server')
  const client = await server.connect()
  client.end('GET / HTTP/1.1\r\n\r\n')
  await once(client.resume(), 'close')
  const other = await connect(server)
  other.end().resume()
  await stopWell(server)
})
