// What keeps a parent and its children busy: garbage, machine code, the thread pool.
import { pbkdf2 } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

/** Makes garbage, some of which survives a few collections. */
export const allocate = (objects: number): number => {
  const kept: object[] = []
  for (let made = 0; made < objects; made++) {
    const object = { made, text: `object ${made}`, list: [made, made + 1] }
    if (made % 16 === 0) kept.push(object)
  }
  return kept.length
}

/** Compiles a function that did not exist before and runs it until it is optimized. */
export const compile = (seed: number): number => {
  const source = `let sum = ${seed}; for (let i = 0; i < turns; i++) sum = (sum * 31 + i) | 0; return sum`
  const compiled = new Function('turns', source) as (turns: number) => number
  let result = 0
  for (let round = 0; round < 50; round++) result ^= compiled(2_000)
  return result
}

/** Every kind of work that the thread pool does. */
export const usePool = async (): Promise<void> => {
  const text = Buffer.alloc(20_000, 'realfork ')
  const [zipped] = await Promise.all([
    promisify(gzip)(text),
    promisify(pbkdf2)('password', 'salt', 1_000, 32, 'sha256'),
    readFile(__filename),
  ])
  const unzipped = await promisify(gunzip)(zipped)
  if (!unzipped.equals(text)) throw new Error('zlib gave back something else')
}
