// Descriptors kept free for fork(): a child needs two for a moment. Were they only missed then, the client
// in hand would be lost, and each one after it; without them nobody is accepted, and clients wait.
import { pipe } from '../../posix/descriptors'
import { release } from '../../release'

export class Reserve {
  #held: readonly number[] = []

  /** Throws EMFILE or ENFILE. */
  hold(): void {
    if (this.#held.length === 0) this.#held = pipe()
  }

  release(): void {
    for (const fd of this.#held) release(fd)
    this.#held = []
  }
}
