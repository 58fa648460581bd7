// Clients that people really use: each sends all bytes, ends, and returns what came back.
import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'
import { connectTo } from './server'

export type Where = { port: number; host: string } | { path: string }

export type Client = (where: Where, bytes: Buffer) => Promise<Buffer>

/** Runs a program with something on its stdin, and returns its stdout; its status must be 0. */
export const filter = async (file: string, args: string[], input: Buffer): Promise<Buffer> => {
  const program = spawn(file, args)
  const [ended, output, errors] = [
    new Promise<number | null>((resolve, reject) => {
      program.once('error', reject).once('close', resolve)
    }),
    buffer(program.stdout),
    buffer(program.stderr),
  ]
  program.stdin.on('error', () => {}) // the status tells
  program.stdin.end(input)
  if ((await ended) !== 0) throw new Error(`${file}: ${await errors}`)
  return output
}

const PYTHON = `
import socket, sys, threading
where = sys.argv[1:]
server = socket.create_connection(where) if len(where) == 2 else socket.socket(socket.AF_UNIX)
if len(where) == 1: server.connect(where[0])
def send():
    server.sendall(sys.stdin.buffer.read())
    server.shutdown(socket.SHUT_WR)
threading.Thread(target=send).start()
while chunk := server.recv(65536): sys.stdout.buffer.write(chunk)
`

const argumentsOf = (where: Where): string[] =>
  'path' in where ? [where.path] : [where.host, String(where.port)]

export const netcat: Client = (where, bytes) =>
  filter('nc', ['-N', ...('path' in where ? ['-U'] : []), ...argumentsOf(where)], bytes)

export const python: Client = (where, bytes) =>
  filter('python3', ['-c', PYTHON, ...argumentsOf(where)], bytes)

export const nodeClient: Client = async (where, bytes) => {
  const client = await connectTo(where)
  client.end(bytes)
  return buffer(client)
}
