// A chat for telnet and nc: every user has a process of their own, and the hub joins them.
// Usage: node chat.js [port] [host] [file with the message of the day; SIGHUP rereads it]
import { readFileSync } from 'node:fs'
import { createServer } from 'realfork'
import { chatSession } from './chat-session'

const port = Number(process.argv[2] ?? 7000)
const host = process.argv[3] ?? '127.0.0.1'
const file = process.argv[4]

const server = createServer(
  {
    title: 'chat',
    keepAlive: true, // users stay for hours; one whose machine has gone must not
    keepAliveInitialDelayMs: 60_000,
    maxServers: 1000,
    refusal: 'The chat is full. Try again later.\r\n',
    atLimit: 'refuse',
    configuration: () => ({
      messageOfTheDay: file
        ? readFileSync(file, 'utf8').trimEnd()
        : 'Welcome. /help lists commands.',
    }),
  },
  (client, { hub, configuration, remote }) =>
    chatSession(client, hub, {
      motd: configuration.messageOfTheDay,
      remote: remote.family === 'unix' ? 'local' : remote.address,
    }),
)

server.on('exit', ({ id, pid, code, signal }) => {
  if (code !== 0) console.error(`session ${id} (${pid}) ended by ${signal ?? `status ${code}`}`)
})
server.on('reload', ({ generation, error }) => {
  if (!error) console.log(`message of the day reread, generation ${generation}`)
})

/** Ctrl-C reaches the daemon process, too; we stay until it has stopped. */
const stop = () => void server.close({ graceMs: 0 }).catch(() => {})
process.on('SIGINT', stop).on('SIGTERM', stop)

server.listen(port, host).then(
  (address) => {
    const at = address.family === 'unix' ? address.path : `${address.address} ${address.port}`
    console.log(`chat: daemon process ${server.daemonPid} listens, talk to it: nc ${at}`)
  },
  (error) => {
    console.error(String(error))
    process.exitCode = 1
  },
)
