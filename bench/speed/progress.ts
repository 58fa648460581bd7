// Where the run is, on stderr: stdout has the tables.
const beganMs = performance.now()

export const progress = (text: string): void => {
  const seconds = Math.round((performance.now() - beganMs) / 1_000)
  console.error(`${String(seconds).padStart(4)} s  ${text}`)
}
