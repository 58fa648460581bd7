// Horizontal bars, as SVG that can be read on light and on dark ground.

export interface Bar {
  label: string
  value: number
  ours: boolean
}

export interface Plot {
  title: string
  subtitle: string
  bars: Bar[]
}

const WIDTH = 760
const LABELS = 270
const FIGURES = 80
const LINE = 26
const TOP = 62
/** From where on equal steps would hide the small ones. */
const WIDE_SPAN = 20

// What does not know the reader's scheme shows the first colours, which both grounds bear.
const style = `
    text { font: 13px system-ui, sans-serif; fill: #768390 }
    .title { font-size: 16px; font-weight: 600 }
    .ours { font-weight: 600 }
    rect { fill: #8c959f }
    rect.ours { fill: #2f81f7 }
    line { stroke: #768390; stroke-opacity: 0.3 }
    @media (prefers-color-scheme: light) {
      text { fill: #24292f }
      .faint { fill: #6e7781 }
      rect.ours { fill: #0969da }
    }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .faint { fill: #9198a1 }
      rect { fill: #6e7681 }
      rect.ours { fill: #4493f8 }
    }`

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const figureOf = (value: number) =>
  value.toLocaleString('en-US', { maximumSignificantDigits: value < 1_000 ? 3 : 4 })

interface Scale {
  logarithmic: boolean
  /** From 0 to 1. */
  place: (value: number) => number
  lines: number[]
}

const scaleOf = (values: number[]): Scale => {
  const most = Math.max(...values)
  const least = Math.min(...values)
  if (most / least <= WIDE_SPAN) {
    return { logarithmic: false, place: (value) => value / most, lines: [] }
  }
  // A whole power of ten below the smallest, so that it has a bar, too.
  const from = Math.ceil(Math.log10(least)) - 1
  const span = Math.log10(most) - from
  const powers = Array.from({ length: Math.floor(span) + 1 }, (_, at) => 10 ** (from + at))
  const place = (value: number) => (Math.log10(value) - from) / span
  return { logarithmic: true, place, lines: powers }
}

export const draw = ({ title, subtitle, bars }: Plot): string => {
  const drawn = bars.filter(({ value }) => value > 0)
  const { logarithmic, place, lines } = scaleOf(drawn.map(({ value }) => value))
  const x = (value: number) => LABELS + Math.max(2, place(value) * (WIDTH - LABELS - FIGURES))
  const bottom = TOP + drawn.length * LINE
  const height = bottom + (logarithmic ? 26 : 10)
  const grid = lines.map((value) => {
    const at = x(value).toFixed(1)
    return `  <line x1="${at}" x2="${at}" y1="${TOP - 4}" y2="${bottom}"/>
  <text class="faint" x="${at}" y="${bottom + 16}" text-anchor="middle">${figureOf(value)}</text>`
  })
  const rows = drawn.map(({ label, value, ours }, at) => {
    const y = TOP + at * LINE
    const kind = ours ? ' class="ours"' : ''
    const end = x(value)
    return `  <text${kind} x="${LABELS - 8}" y="${y + 15}" text-anchor="end">${escaped(label)}</text>
  <rect${kind} x="${LABELS}" y="${y + 2}" width="${(end - LABELS).toFixed(1)}" height="${LINE - 8}" rx="2"/>
  <text${kind} x="${(end + 6).toFixed(1)}" y="${y + 15}">${figureOf(value)}</text>`
  })
  const words = logarithmic ? `${subtitle}; logarithmic scale` : subtitle
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
  <title>${escaped(title)}</title>
  <style>${style}
  </style>
  <text class="title" x="8" y="22">${escaped(title)}</text>
  <text class="faint" x="8" y="42">${escaped(words)}</text>
${[...grid, ...rows].join('\n')}
</svg>
`
}
