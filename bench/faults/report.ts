// The document that tells what was seen.
import os from 'node:os'
import type { Peer } from '../peers/peer'
import type { Cell, Column } from './cell'

export interface Row {
  peer: Peer
  version: string
  cells: Cell[]
}

export interface Comparison {
  columns: Column[]
  rows: Row[]
  missing: Peer[]
}

/** The first row is the head. */
const aligned = (rows: string[][]): string => {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  )
  const [head, ...body] = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)))
  const rule = widths.map((width) => '-'.repeat(width))
  return [head ?? [], rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const show = ({ good, seen }: Cell) => {
  if (good === undefined) return seen
  return good ? `good: ${seen}` : `**failure**: ${seen}`
}

export const table = ({ columns, rows }: Comparison): string => {
  const head = ['server', ...columns.map(({ title }) => title)]
  return aligned([head, ...rows.map(({ peer, cells }) => [peer.name, ...cells.map(show)])])
}

const machine = () => {
  const processors = os.availableParallelism()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  return `${os.type()} ${os.release().split('-')[0]} on ${os.machine()}, ${processors} processors, ${memory} GB, Node ${process.version}`
}

const absent = (missing: Peer[]) =>
  missing.map((peer) => `Not found on this machine: ${peer.name} (package ${peer.package}).\n\n`)

const started = ({ rows }: Comparison) =>
  aligned([
    ['server', 'version', 'command', 'package'],
    ...rows.map(({ peer, version }) => [peer.name, version, `\`${peer.program}\``, peer.package]),
  ])

const rules = ({ columns }: Comparison) =>
  columns.map(({ title, how, rule }) => `- **${title}.** ${how} ${rule}`)

export const report = (
  comparison: Comparison,
): string => `# When the system gives out: other servers with a process per client

Written by \`npm run compare:faults\` on ${new Date().toISOString().slice(0, 10)} from what it saw: ${machine()}. Every server is started
as its own documentation shows, with its default limits, and echoes lines. The first three columns are measured at once, the other two in turn.

${table(comparison)}

${absent(comparison.missing).join('')}## How each is started

${started(comparison)}

The programs in Python, Perl and Ruby are in \`bench/peers\`: the examples of their manuals, echoing. The loop in Ruby's manual
has no \`rescue\`; whoever adds one has other results. Both of our rows have the default options and a \`refusal\`. "The process that
accepts" is our daemon process, and of the others the one that was started.

## What is done, and what is a failure

${rules(comparison).join('\n')}

All run as a user without privileges (as root, RLIMIT_NPROC would not hold). "CPU" is the time
that the process which accepts has run, out of the time in which it could have had a processor. A failure is one by these rules, which
are ours, and says nothing about what else a server is good at. The command ends with status 1 if one of our own rows has one.
`
