// How long to leave something alone that failed: longer each time, up to a bound. Pure.

export class BackOff {
  readonly #firstMs: number
  readonly #lastMs: number
  #nextMs: number

  constructor(firstMs: number, lastMs: number) {
    this.#firstMs = firstMs
    this.#lastMs = lastMs
    this.#nextMs = firstMs
  }

  /** After a failure: how long to wait. A quarter is random, so that many daemons do not retry as one. */
  failed(random = Math.random()): number {
    const waitMs = this.#nextMs * (1 - random / 4)
    this.#nextMs = Math.min(this.#nextMs * 2, this.#lastMs)
    return waitMs
  }

  succeeded(): void {
    this.#nextMs = this.#firstMs
  }
}
