// Frames out of a stream of bytes.
import { checkedSize, type Frame, LENGTH_BYTES, newFrame, parseFrame } from './frames'

const NOTHING = Buffer.alloc(0)

/**
 * Finds the frames in chunks of a stream, one at a time. Only a frame that lies across chunks is
 * copied, each byte once, however small the chunks are.
 */
export class FrameDecoder {
  #chunk: Buffer = NOTHING
  #at = 0
  #partial: Buffer | undefined
  #filled = 0

  /** Takes the next chunk; `next` has said by then that there is no frame in those before. */
  push(chunk: Buffer): void {
    this.#chunk = chunk
    this.#at = 0
  }

  /** The next frame, undefined if it is not complete; throws for bytes that are no frame. */
  next(): Frame | undefined {
    const bytes = this.#partial === undefined ? this.#whole() : this.#completed()
    if (bytes !== undefined) return parseFrame(bytes)
    this.#chunk = NOTHING // not to be kept alive by a member that is silent
    this.#at = 0
    return undefined
  }

  #whole(): Buffer | undefined {
    const start = this.#at
    const left = this.#chunk.length - start
    if (left === 0) return undefined
    const size = left < LENGTH_BYTES ? undefined : checkedSize(this.#chunk.readUInt32BE(start))
    if (size !== undefined && size <= left) {
      this.#at += size
      return this.#chunk.subarray(start, this.#at)
    }
    this.#begin(size ?? LENGTH_BYTES)
    return this.#completed()
  }

  #begin(size: number): void {
    this.#partial = newFrame(size)
    this.#filled = 0
  }

  #completed(): Buffer | undefined {
    for (let partial = this.#partial; partial !== undefined; partial = this.#partial) {
      const copied = this.#chunk.copy(partial, this.#filled, this.#at)
      this.#at += copied
      this.#filled += copied
      if (this.#filled < partial.length) return undefined
      if (partial.length > LENGTH_BYTES) {
        this.#partial = undefined
        return partial
      }
      this.#begin(checkedSize(partial.readUInt32BE(0)))
      this.#filled = partial.copy(this.#partial as Buffer)
    }
    return undefined
  }
}
