// Which figures are drawn, and how the plots are called.
import type { ForkSection } from './fork-costs'
import { type Bar, draw, type Plot } from './plot'
import { figure, labelOf, type Section } from './results'

export interface Drawing {
  section: string
  file: string
  title: string
  svg: string
}

/** What is explained in brackets stands in the table. */
const short = (label: string) => label.replace(/ \(.*?\)/, '')

const plotsOf = ({ name, columns, rows }: Section): (Plot & { key: string; section: string })[] =>
  columns.flatMap(({ key, plot }) => {
    if (plot === undefined) return []
    const bars: Bar[] = rows.flatMap((row) => {
      const value = figure(row, key)
      const drawn = value !== undefined && Number.isFinite(value)
      return drawn ? [{ label: short(labelOf(row)), value, ours: row.contestant.ours }] : []
    })
    if (name !== 'many') {
      const sign = plot.better === 'more is better' ? -1 : 1
      bars.sort((a, b) => sign * (a.value - b.value))
    }
    return [{ key, section: name, title: plot.title, subtitle: plot.better, bars }]
  })

const forkPlot = ({ costs }: ForkSection): Plot | undefined => {
  if (costs === undefined) return undefined
  const bars = costs.heaps.flatMap(({ heapMb, forkUs, bareUs }) => [
    { label: `fork(), ${heapMb} MB of heap`, value: forkUs, ours: true },
    { label: `bare _Fork(), ${heapMb} MB of heap`, value: bareUs, ours: false },
  ])
  const program = { label: 'child_process.fork()', value: costs.childProcessUs, ours: false }
  return { title: 'Time of a fork, µs', subtitle: 'less is better', bars: [...bars, program] }
}

export const drawAll = (sections: Section[], forks: ForkSection): Drawing[] => {
  const drawings = sections
    .flatMap(plotsOf)
    .filter(({ bars }) => bars.length > 0)
    .map(({ key, section, ...plot }) => ({
      section,
      file: `${section}-${key.replace(/(Us|Kb|Ms)$/, '').toLowerCase()}.svg`,
      title: plot.title,
      svg: draw(plot),
    }))
  const fork = forkPlot(forks)
  if (fork === undefined) return drawings
  return [...drawings, { section: 'fork', file: 'fork.svg', title: fork.title, svg: draw(fork) }]
}
