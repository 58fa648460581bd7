// The programs of others: where they are, and which version.
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/** Tells that something is there, and which version; undefined if it is not. */
export type Version = () => string | undefined

/** The system's own programs go before what somebody has put in front of them. */
export const find = (program: string): string | undefined =>
  ['/usr/bin', '/bin', '/usr/local/bin', ...(process.env.PATH ?? '').split(':')]
    .map((folder) => path.join(folder, program))
    .find((file) => fs.existsSync(file))

export const says = (program: string, args: string[], pattern: RegExp) => () => {
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

/** A program in bench/peers, in the language of another. */
export const script = (name: string) => path.resolve(__dirname, '../../../bench/peers', name)

/** A program in bench/peers in TypeScript, compiled. */
export const compiled = (name: string) => path.resolve(__dirname, name)

const manifest = path.resolve(__dirname, '../../../package.json')

export const versions = {
  realfork: (): string => JSON.parse(fs.readFileSync(manifest, 'utf8')).version,
  tcpserver: packaged('tcpserver', 'ucspi-tcp'),
  tcpsvd: packaged('tcpsvd', 'ipsvd'),
  socat: says('socat', ['-V'], /socat version (\S+)/),
  python: says('python3', ['--version'], /Python (\S+)/),
  netServer: says(
    'perl',
    ['-MNet::Server::Fork', '-e', 'print "Net::Server $Net::Server::VERSION"'],
    /Net::Server (\S+)/,
  ),
  php: says('php', ['-r', 'pcntl_async_signals(); echo "PHP ", PHP_VERSION;'], /PHP (\S+)/),
  node: () => process.version.slice(1),
  ruby: says('ruby', ['--version'], /ruby (\S+)/),
} satisfies Record<string, Version>
