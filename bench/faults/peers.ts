// The servers that are compared, each started as its own documentation shows, with default limits.
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

export interface Peer {
  name: string
  /** What of it runs. */
  program: string
  ours: boolean
  /** The Debian package that has it. */
  package: string
  /** What tells that it is there, and which version. */
  version: () => string | undefined
  command: (port: string) => string[]
}

const bench = path.resolve(__dirname, '../../../bench/faults/peers')
const manifest = path.resolve(__dirname, '../../../package.json')

const script = (name: string) => path.join(bench, name)

/** The system's own programs go before what somebody has put in front of them. */
const find = (program: string): string | undefined =>
  ['/usr/bin', '/bin', '/usr/local/bin', ...(process.env.PATH ?? '').split(':')]
    .map((folder) => path.join(folder, program))
    .find((file) => fs.existsSync(file))

const says = (program: string, args: string[], pattern: RegExp) => () => {
  const file = find(program)
  if (file === undefined) return undefined
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: 5_000 })
  return status === 0 ? (pattern.exec(stdout + stderr)?.[1] ?? 'of unknown version') : undefined
}

/** For programs that do not tell their version: the package does, if they came with one. */
const packaged = (program: string, name: string) => () => {
  if (find(program) === undefined) return undefined
  try {
    const shown = execFileSync('dpkg-query', ['-W', name], { stdio: 'pipe' })
    return shown.toString().trim().split('\t')[1]
  } catch {
    return 'of unknown version'
  }
}

const own = (name: string, kind: string): Peer => ({
  name,
  program: `bench/faults/echo.ts ${kind}`,
  ours: true,
  package: 'this one',
  version: () => JSON.parse(fs.readFileSync(manifest, 'utf8')).version,
  command: (port) => [process.execPath, path.join(__dirname, 'echo.js'), kind, port],
})

interface Foreign {
  package: string
  version: () => string | undefined
  /** PORT stands for the port. */
  command: string[]
}

const foreign = (name: string, { package: from, version, command }: Foreign): Peer => ({
  name,
  program: command.map((word) => word.replace(`${bench}/`, 'bench/faults/peers/')).join(' '),
  ours: false,
  package: from,
  version,
  command: (port) => {
    const [program = '', ...args] = command
    return [find(program) ?? program, ...args.map((word) => word.replace('PORT', port))]
  },
})

export const peers: Peer[] = [
  own('realfork, `net.Socket` handler, `listen()`', 'socket'),
  own('realfork, blocking handler, `run()`', 'blocking'),
  foreign('tcpserver', {
    package: 'ucspi-tcp',
    version: packaged('tcpserver', 'ucspi-tcp'),
    command: ['tcpserver', '-RHl', '0', '127.0.0.1', 'PORT', 'cat'],
  }),
  foreign('tcpsvd', {
    package: 'ipsvd',
    version: packaged('tcpsvd', 'ipsvd'),
    command: ['tcpsvd', '127.0.0.1', 'PORT', 'cat'],
  }),
  foreign('socat', {
    package: 'socat',
    version: says('socat', ['-V'], /socat version (\S+)/),
    command: ['socat', 'TCP4-LISTEN:PORT,bind=127.0.0.1,reuseaddr,fork', 'EXEC:cat'],
  }),
  foreign('Python ForkingTCPServer', {
    package: 'python3',
    version: says('python3', ['--version'], /Python (\S+)/),
    command: ['python3', script('echo.py'), 'PORT'],
  }),
  foreign('Perl Net::Server::Fork', {
    package: 'libnet-server-perl',
    version: says(
      'perl',
      ['-MNet::Server::Fork', '-e', 'print "Net::Server $Net::Server::VERSION"'],
      /Net::Server (\S+)/,
    ),
    command: ['perl', script('echo.pl'), 'PORT'],
  }),
  foreign('Ruby TCPServer and fork', {
    package: 'ruby',
    version: says('ruby', ['--version'], /ruby (\S+)/),
    command: ['ruby', script('echo.rb'), 'PORT'],
  }),
]
