// What was seen, and how it is shown.
import { median } from '../statistics'
import type { Contestant } from './contestant'

export interface Column {
  key: string
  title: string
  digits: number
  /** Of the plot; none: it is not drawn. */
  plot?: { title: string; better: 'more is better' | 'less is better' }
}

/** What a visit has seen, by the keys of the columns. */
export type Sample = Record<string, number>

export interface Row {
  contestant: Contestant
  /** Further words to tell rows of one server apart. */
  detail?: string
  samples: Sample[]
  /** What went wrong, in the words of the report. */
  notes: string[]
}

export interface Section {
  name: string
  title: string
  /** What was done. */
  how: string
  columns: Column[]
  rows: Row[]
  /** Whether there are columns with the ratios to the rows of C and Python. */
  ratios: boolean
}

export const figure = ({ samples }: Row, key: string): number | undefined => {
  const values = samples.map((sample) => sample[key]).filter((value) => value !== undefined)
  return values.length === 0 ? undefined : median(values)
}

export const labelOf = ({ contestant, detail }: Row): string =>
  detail === undefined ? contestant.name : `${contestant.name}, ${detail}`

export const rowsFor = (contestants: Contestant[]): Map<Contestant, Row> =>
  new Map(contestants.map((contestant) => [contestant, { contestant, samples: [], notes: [] }]))

export const note = (row: Row, text: string): void => {
  if (!row.notes.includes(text)) row.notes.push(text)
}

export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ')

/** A figure with as many digits as it deserves. */
export const show = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value)
    ? '–'
    : value.toLocaleString('en-US', {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      })
