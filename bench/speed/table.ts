// Tables, as Markdown and readable as they are.
import { figure, labelOf, type Row, type Section, show } from './results'

/** The first row is the head; the first column is of words, the others are of figures. */
export const aligned = (rows: string[][]): string => {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  const pad = (cell: string, at: number) =>
    at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)
  const [head = [], ...body] = rows
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [head.map(pad), rule, ...body.map((row) => row.map(pad))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const named = (rows: Row[], part: string) =>
  rows.find(({ contestant }) => contestant.name.startsWith(part))

const ratio = (value: number | undefined, base: number | undefined): string =>
  value === undefined || base === undefined || value < 0 || base <= 0
    ? '–'
    : (value / base).toLocaleString('en-US', { maximumSignificantDigits: 3 })

/** A row of which something failed has a star. */
const label = (row: Row) => (row.notes.length > 0 ? `${labelOf(row)} *` : labelOf(row))

const tableOf = ({ columns, rows, ratios }: Section): string => {
  const c = named(rows, 'plain C')
  const python = named(rows, 'Python')
  const compared = (key: string) => ratios && !key.startsWith('lateness')
  const head = columns.flatMap(({ title, key }) =>
    compared(key) ? [title, '/ C', '/ Python'] : [title],
  )
  const cells = (row: Row) =>
    columns.flatMap(({ key, digits }) => {
      const value = figure(row, key)
      const shown = show(value, digits)
      if (!compared(key)) return [shown]
      return [shown, ratio(value, c && figure(c, key)), ratio(value, python && figure(python, key))]
    })
  return aligned([['server', ...head], ...rows.map((row) => [label(row), ...cells(row)])])
}

const notesOf = ({ rows }: Section): string =>
  rows
    .filter(({ notes }) => notes.length > 0)
    .map((row) => `- \\* ${labelOf(row)}: ${row.notes.join('; ')}\n`)
    .join('')

export const sectionText = (section: Section): string => {
  const notes = notesOf(section)
  return `${section.how}\n\n${tableOf(section)}\n${notes === '' ? '' : `\n${notes}`}`
}
