// Events that the parent's loop has received already when it forks are the parent's.
import type net from 'node:net'

import { connect, eachClient, readAll } from '../helpers/client'
import { about, startProgram } from '../helpers/program'

const SOCKETS = 64
const CLIENTS = 1000

const payload = (client: number) => `${client} `.repeat(500)

const send = (socket: net.Socket, text: string) =>
  new Promise<void>((resolve) => socket.write(text, () => resolve()))

// What comes back, with the pids of those who sent it.
const conversation = (text: string, pid: number) => {
  const own = `${pid} `
  return text.startsWith(own) ? text.slice(own.length) : text
}

test.each(['_exit', 'process.exit', 'destroys all it has'])(
  'a child forked in the callback of the first of 64 readable sockets takes nothing (%s), now and later',
  async (ending) => {
    const program = startProgram('fork/batch', [ending])
    const { port } = await program.said('listening')
    const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => connect(Number(port))))
    await program.said('standing still')
    await Promise.all(sockets.map((socket, client) => send(socket, payload(client))))
    program.tell('go')
    expect((await program.said('readable')).count).toBe(SOCKETS)

    const answers = await Promise.all(
      sockets.map((socket) => {
        socket.end()
        return readAll(socket)
      }),
    )
    answers.forEach((answer, client) => {
      expect(conversation(answer, program.pid)).toBe(payload(client))
    })

    await eachClient(CLIENTS, 20, async (client) => {
      const socket = await connect(Number(port))
      socket.end(`client ${client}`)
      expect(await readAll(socket)).toBe(`${program.pid} client ${client}`)
    })
    program.tell('end')
    const { lines, stderr, code } = await program.end()
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(about(lines, 'reaped')).toEqual([
      { what: 'reaped', pid: program.pid, forked: 1 + CLIENTS / 10, failed: [] },
    ])
  },
)
