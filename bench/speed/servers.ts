// The servers whose speed is measured. All have a backlog of 128 at least, and limits that they do not meet.
import { foreign, own, type Peer } from '../peers/peer'
import { compiled, script, versions } from '../peers/programs'
import { tools } from './tools'

export interface Contestant extends Peer {
  /** Takes no 200 clients a second: has fewer of them, and more time. */
  slow: boolean
  /** Whether each client has a process of its own. */
  perClient: boolean
  /** How many waiting clients it is asked to have. */
  most: number
}

/** How many clients wait at once, at most. */
export const mostClients = 10_000

const MOST = 2 * mostClients
const BACKLOG = 4_096

const defaults = { slow: false, perClient: true, most: 0 }

/** A row for each of our ways; further options of createServer() go here, as `{ kind, options: { ... } }`. */
const ours: { name: string; kind: 'socket' | 'blocking'; options?: Record<string, unknown> }[] = [
  { name: 'realfork, net.Socket', kind: 'socket' },
  { name: 'realfork, blocking', kind: 'blocking' },
]

const most = String(MOST)
const backlog = String(BACKLOG)

export const contestants: Contestant[] = [
  ...ours.map(({ name, kind, options }) => ({
    ...defaults,
    ...own(name, {
      kind,
      start: 'listen',
      options: { maxServers: MOST, backlog: BACKLOG, ...options },
    }),
    most: mostClients,
  })),
  {
    ...defaults,
    ...foreign('plain C', {
      package: 'gcc',
      version: () => 'of this run',
      command: [tools.forkServer, 'PORT'],
    }),
    program: 'bench/peers/fork-server.c PORT',
    most: mostClients,
  },
  {
    ...defaults,
    ...foreign('Python ForkingTCPServer', {
      package: 'python3',
      version: versions.python,
      command: ['python3', script('echo.py'), 'PORT', most],
    }),
    most: mostClients,
  },
  {
    ...defaults,
    ...foreign('Ruby TCPServer and fork', {
      package: 'ruby',
      version: versions.ruby,
      command: ['ruby', script('echo.rb'), 'PORT'],
    }),
  },
  {
    ...defaults,
    ...foreign('Perl Net::Server::Fork', {
      package: 'libnet-server-perl',
      version: versions.netServer,
      command: ['perl', script('echo.pl'), 'PORT', most],
    }),
  },
  {
    ...defaults,
    ...foreign('PHP pcntl_fork()', {
      package: 'php-cli',
      version: versions.php,
      command: ['php', script('echo.php'), 'PORT', backlog],
    }),
  },
  {
    ...defaults,
    ...foreign('tcpserver, cat', {
      package: 'ucspi-tcp',
      version: versions.tcpserver,
      command: ['tcpserver', '-RHl', '0', '-c', most, '-b', backlog, '127.0.0.1', 'PORT', 'cat'],
    }),
  },
  {
    ...defaults,
    ...foreign('tcpsvd, cat', {
      package: 'ipsvd',
      version: versions.tcpsvd,
      command: ['tcpsvd', '-l', '127.0.0.1', '-c', most, '-b', backlog, '127.0.0.1', 'PORT', 'cat'],
    }),
  },
  ...['EXEC:cat', 'PIPE'].map((address) => ({
    ...defaults,
    ...foreign(`socat, ${address}`, {
      package: 'socat',
      version: versions.socat,
      command: [
        'socat',
        `TCP4-LISTEN:PORT,bind=127.0.0.1,reuseaddr,fork,backlog=${backlog}`,
        address,
      ],
    }),
  })),
  {
    ...defaults,
    ...foreign('Node child_process.fork()', {
      package: 'nodejs',
      version: versions.node,
      command: [process.execPath, compiled('child-process.js'), 'PORT', backlog],
    }),
    slow: true,
  },
  {
    ...defaults,
    ...foreign('Node cluster, 2 workers (not one process per client)', {
      package: 'nodejs',
      version: versions.node,
      command: [process.execPath, compiled('cluster.js'), 'PORT', backlog],
    }),
    perClient: false,
  },
]
