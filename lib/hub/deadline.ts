// How long another process may take for something. It may be this process that stood still: what has come
// meanwhile is read before time is up. Its timer keeps no process alive.

export class Deadline {
  readonly #missed: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(missed: () => void) {
    this.#missed = missed
  }

  start(limitMs: number): void {
    this.stop()
    const timer = setTimeout(() => {
      setImmediate(() => {
        if (timer === this.#timer) this.#missed()
      })
    }, limitMs).unref()
    this.#timer = timer
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
