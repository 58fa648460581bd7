// The speed of servers with a process per client, side by side: prints the tables, and writes the report.
//   --quick                  takes two minutes, and writes nothing
//   --only NAME,NAME         servers with one of these in their names
//   --measure NAME,NAME      connections, latency, memory, fork, many, reap
//   --rounds N
//   --output FILE            writes the report there, and the plots beside it
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Contestant, mostClients } from './contestant'
import { endAll, startAll } from './fleet'
import { measureForks } from './fork-costs'
import { filesFor, raisePidMax } from './limits'
import { measureMany } from './many'
import { type Plan, readPlan } from './plan'
import { drawAll } from './plots'
import { progress } from './progress'
import { measureReaping } from './reap'
import { document, type Report, tables } from './report'
import type { Section } from './results'
import { measureInRounds } from './rounds'
import { contestants } from './servers'

const isWanted = ({ only }: Plan, name: string) =>
  only.length === 0 || only.some((part) => name.toLowerCase().includes(part))

const write = (file: string, report: Report) => {
  const drawings = drawAll(report.sections, report.forks)
  const folder = path.join(path.dirname(file), 'plots')
  fs.mkdirSync(folder, { recursive: true })
  for (const { file: name, svg } of drawings) fs.writeFileSync(path.join(folder, name), svg)
  fs.writeFileSync(file, document(report, drawings))
}

const measureServers = async (contestants: Contestant[], plan: Plan): Promise<Section[]> => {
  const wanted = [...plan.measures].some((name) => name !== 'fork')
  if (!wanted || contestants.length === 0) return []
  const crowded = plan.measures.has('many') || plan.measures.has('reap')
  const restore = crowded ? raisePidMax() : () => {}
  const entries = await startAll(contestants, filesFor(mostClients), plan.warmUpMs)
  const sections = [
    ...(await measureInRounds(entries, plan)),
    ...(await measureMany(entries, plan)),
    ...(await measureReaping(entries, plan)),
  ]
  await endAll(entries)
  restore()
  return sections
}

const main = async () => {
  const plan = readPlan()
  const loadBefore = os.loadavg()[0] ?? 0
  const found = contestants
    .filter(({ name }) => isWanted(plan, name))
    .map((contestant) => ({ contestant, version: contestant.version() }))
  const present = found.flatMap(({ contestant, version }) =>
    version === undefined ? [] : [{ contestant, version }],
  )
  const missing = found
    .filter(({ version }) => version === undefined)
    .map(({ contestant }) => contestant)
  for (const { name, package: from } of missing)
    console.error(`${name} is not installed: package ${from}`)
  const sections = await measureServers(
    present.map(({ contestant }) => contestant),
    plan,
  )
  const forks = await measureForks(plan)
  const report = { plan, sections, forks, present, missing, loadBefore }
  console.log(tables(report))
  if (plan.output !== undefined) write(plan.output, report)
  progress('done')
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
