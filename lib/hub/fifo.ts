// A queue whose ends both cost nothing, however long it is.

const COMPACT_AT = 1024

export class Fifo<T> {
  #items: (T | undefined)[] = []
  #first = 0

  get size(): number {
    return this.#items.length - this.#first
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined
    const item = this.#items[this.#first]
    this.#items[this.#first++] = undefined // not to be kept alive
    if (this.size === 0 || (this.#first > COMPACT_AT && this.#first > this.size)) {
      this.#items = this.#items.slice(this.#first)
      this.#first = 0
    }
    return item
  }
}
