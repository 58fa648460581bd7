// The servers of others.
import { foreign } from '../peers/peer'
import { compiled, script, versions } from '../peers/programs'
import { BACKLOG, type Contestant, defaults, LIMIT, mostClients } from './contestant'
import { tools } from './tools'

const most = String(LIMIT)
const backlog = String(BACKLOG)

export const foreignServers: Contestant[] = [
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
    most: 3_000, // it asks after each child at each connection
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
  },
]
