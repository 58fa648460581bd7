// The servers whose speed is measured. All have a backlog of 128 at least, and limits that they do not meet.
import { type Own, own } from '../peers/peer'
import { BACKLOG, type Contestant, defaults, LIMIT, mostClients } from './contestant'
import { foreignServers } from './foreign-servers'

const prefork = { prefork: { spare: 16 } }

/** Our rows: the kind of the handler, and what createServer() is told beside it. */
const ours: { name: string; kind: Own['kind']; options?: Own['options'] }[] = [
  { name: 'realfork, net.Socket', kind: 'socket' },
  { name: 'realfork, blocking', kind: 'blocking' },
  { name: 'realfork, net.Socket, prefork', kind: 'socket', options: prefork },
  { name: 'realfork, blocking, prefork', kind: 'blocking', options: prefork },
]

export const contestants: Contestant[] = [
  ...ours.map(({ name, kind, options }) => ({
    ...defaults,
    ...own(name, {
      kind,
      start: 'listen',
      options: { maxServers: LIMIT, backlog: BACKLOG, ...options },
    }),
    most: mostClients,
  })),
  ...foreignServers,
]
