// Medians: a machine that does something else for a moment makes outliers, and only slow ones.

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** Microseconds that a call takes, and what it returned. */
export const timed = <T>(call: () => T): [microseconds: number, result: T] => {
  const start = process.hrtime.bigint()
  const result = call()
  return [Number(process.hrtime.bigint() - start) / 1_000, result]
}
