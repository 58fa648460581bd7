// What was, and whether it is as it has to be.

export interface Row {
  name: string
  value: number | string
  /** Undefined: told for its own sake. */
  holds?: boolean
}

/** So much for the eye, one row a line. */
export const print = (rows: readonly Row[]): void => {
  const width = Math.max(...rows.map(({ name }) => name.length))
  for (const { name, value, holds } of rows) {
    const verdict = holds === undefined ? '' : holds ? 'holds' : 'DOES NOT HOLD'
    console.log(`${name.padEnd(width)}  ${String(value).padStart(12)}  ${verdict}`.trimEnd())
  }
}

export const allHold = (rows: readonly Row[]): boolean => rows.every(({ holds }) => holds !== false)
