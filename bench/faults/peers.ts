// The servers that are compared, each started as its own documentation shows, with default limits.
import { foreign, own, type Peer } from '../peers/peer'
import { script, versions } from '../peers/programs'

export const peers: Peer[] = [
  own('realfork, `net.Socket` handler, `listen()`', { kind: 'socket', start: 'listen' }),
  own('realfork, blocking handler, `run()`', { kind: 'blocking', start: 'run' }),
  foreign('tcpserver', {
    package: 'ucspi-tcp',
    version: versions.tcpserver,
    command: ['tcpserver', '-RHl', '0', '127.0.0.1', 'PORT', 'cat'],
  }),
  foreign('tcpsvd', {
    package: 'ipsvd',
    version: versions.tcpsvd,
    command: ['tcpsvd', '127.0.0.1', 'PORT', 'cat'],
  }),
  foreign('socat', {
    package: 'socat',
    version: versions.socat,
    command: ['socat', 'TCP4-LISTEN:PORT,bind=127.0.0.1,reuseaddr,fork', 'EXEC:cat'],
  }),
  foreign('Python ForkingTCPServer', {
    package: 'python3',
    version: versions.python,
    command: ['python3', script('echo.py'), 'PORT'],
  }),
  foreign('Perl Net::Server::Fork', {
    package: 'libnet-server-perl',
    version: versions.netServer,
    command: ['perl', script('echo.pl'), 'PORT'],
  }),
  foreign('Ruby TCPServer and fork', {
    package: 'ruby',
    version: versions.ruby,
    command: ['ruby', script('echo.rb'), 'PORT'],
  }),
]
