// The anonymous memory of the daemon process, looked at again and again.
import { anonymousKb } from '../../helpers/proc'

/** The slope of the line with the least squares of the distances of all points from it. */
export const slopeOf = (points: readonly (readonly [x: number, y: number])[]): number => {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [meanX, meanY] = [mean(0), mean(1)]
  let [products, squares] = [0, 0]
  for (const [x, y] of points) {
    products += (x - meanX) * (y - meanY)
    squares += (x - meanX) ** 2
  }
  return products / squares
}

/** Garbage comes and goes: the least of so many connections is what stays. */
const WINDOW = 1000

export class Gauge {
  readonly #pid: number
  /** One for each window. */
  readonly #leastKb: number[] = []
  lastKb = Number.NaN

  constructor(pid: number) {
    this.#pid = pid
  }

  look(connections: number): void {
    const window = Math.floor(connections / WINDOW)
    this.lastKb = anonymousKb(this.#pid)
    this.#leastKb[window] = Math.min(this.#leastKb[window] ?? this.lastKb, this.lastKb)
  }

  /** In kB per 1000 connections, from so many connections on. */
  slope(from: number): number {
    const points = this.#leastKb.map((kb, window) => [window, kb] as const)
    return slopeOf(points.slice(Math.ceil(from / WINDOW)))
  }
}
