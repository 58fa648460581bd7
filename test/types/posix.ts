// Type-checked by `npm run check:types`, and never run.
import {
  _exit,
  accept,
  bind,
  close,
  getsockname,
  kill,
  type PollFd,
  poll,
  SHUT_WR,
  SIG_BLOCK,
  SIG_SETMASK,
  type SocketAddress,
  setsockopt,
  shutdown,
  sigprocmask,
  WNOHANG,
  wait4,
  waitpid,
  write,
} from '../../lib'

export const exits = (): never => _exit(0)

export const narrows = (address: SocketAddress): string => {
  switch (address.family) {
    case 'unix':
      return address.path
    case 'IPv4':
      return `${address.address}:${address.port}`
    case 'IPv6':
      return `[${address.address}]:${address.port} ${address.scopeid ?? 0}`
  }
}

// What one call returns, the other takes.
bind(0, getsockname(0))
bind(0, accept(0).address)
bind(0, { address: '::1', port: 0 })
bind(0, { path: '\0name' })
// @ts-expect-error a port is needed
bind(0, { address: '::1' })
// @ts-expect-error no such family
bind(0, { family: 'IPX', address: '1', port: 0 })

const child = waitpid(-1, WNOHANG)
// @ts-expect-error nothing may have been ready
child.pid
export const code: number | null | undefined = child?.exitCode

const used = wait4(-1, WNOHANG)
// @ts-expect-error nothing may have been ready
used.usage
export const memory: number | undefined = used?.usage.maxRssKb
export const how: typeof child = used

sigprocmask(SIG_SETMASK, sigprocmask(SIG_BLOCK, ['SIGHUP', 34]))
// @ts-expect-error an array of them
sigprocmask(SIG_BLOCK, 'SIGHUP')

kill(1, 'SIGTERM')
kill(1, 9)
// @ts-expect-error no such signal
kill(1, 'SIGNOPE')

// @ts-expect-error not a descriptor
close('1')

setsockopt(0, 0, 0, true)
// @ts-expect-error not an int, and not its bytes
setsockopt(0, 0, 0, '1')

shutdown(0, SHUT_WR)
// @ts-expect-error a direction is needed
shutdown(0)

write(0, 'text')
write(0, Buffer.alloc(1))
// @ts-expect-error not bytes
write(0, [1])

const watched: PollFd[] = [{ fd: 0, events: 1, revents: 0 }]
export const ready: number = poll(watched)
