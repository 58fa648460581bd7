// The document that tells what was measured, how, and on what.
import os from 'node:os'
import type { Contestant } from './contestant'
import { type ForkSection, forkText } from './fork-costs'
import type { Plan } from './plan'
import type { Drawing } from './plots'
import type { Section } from './results'
import { sectionText } from './table'
import { compiler } from './tools'

export interface Report {
  plan: Plan
  sections: Section[]
  forks: ForkSection
  present: { contestant: Contestant; version: string }[]
  missing: Contestant[]
  /** How busy the machine was with other things. */
  loadBefore: number
}

const machine = () => {
  const memory = Math.round(os.totalmem() / 2 ** 30)
  const model = os.cpus()[0]?.model ?? 'unknown processor'
  return `${os.type()} ${os.release().split('-')[0]} on ${os.machine()}, ${os.availableParallelism()} processors (${model}), ${memory} GB, Node ${process.version}`
}

const images = (drawings: Drawing[], name: string) =>
  drawings
    .filter(({ section }) => section === name)
    .map(({ file, title }) => `\n![${title}](plots/${file})\n`)
    .join('')

const started = ({ present }: Report) =>
  present
    .map(({ contestant: { name, program, package: from }, version }) => [
      name,
      version,
      `\`${program}\``,
      from,
    ])
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')

const absent = ({ missing }: Report) =>
  missing
    .map(
      ({ name, package: from }) =>
        `Not measured, since not installed: ${name} (package ${from}).\n`,
    )
    .join('')

export const tables = ({ sections, forks }: Report, drawings: Drawing[] = []): string => {
  const parts = sections.map(
    (section) => `## ${section.title}\n\n${sectionText(section)}${images(drawings, section.name)}`,
  )
  const fork = forkText(forks)
  if (fork !== '') parts.push(`## fork()\n\n${fork}${images(drawings, 'fork')}`)
  return parts.join('\n')
}

export const document = (report: Report, drawings: Drawing[]): string => `# Speed, side by side

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)} from what it measured: ${machine()}; ${compiler()}. The load average
was ${report.loadBefore.toFixed(2)} when it began.

Clients and servers share the processors, over the loopback. The load generator is a program in C with one thread (\`bench/load\`), and compares every
byte of every echo. All servers run at the same time. Each has served 16 clients at a time for ${report.plan.warmUpMs} ms before: what compiles
while it runs has done so. They are visited in turn, ${report.plan.rounds} times, beginning with another one each time; the figures are medians. Take the ratios: "/ C" and "/ Python" are a figure divided by that of the fork server in C, and by that of Python's.
A row with a star has a note below its table.

${tables(report, drawings)}
## How each is started

| server | version | command | package |
| ------ | ------- | ------- | ------- |
${started(report)}

${absent(report)}
The backlog is 4096, but for Python (20 000), Perl (20 000), Ruby (its default, SOMAXCONN); the kernel takes no more than net.core.somaxconn. Limits
on clients are raised beyond what comes, where there are any. \`cat\` is executed anew for each client, and so is Node by child_process.fork();
Node's cluster has no process per client, and is there to compare with. Aside from ours, the programs are in \`bench/peers\`: the examples of
their manuals, echoing.
`
