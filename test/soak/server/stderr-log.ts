// What the processes of the server have said on stderr, counted.
import fs from 'node:fs'
import { createInterface } from 'node:readline'

const KINDS = {
  /** Node's report of an uncaught error. */
  reports: /^Error: (thrown|rejected) by (the handler|a callback)$/,
  refusedReloads: /^realfork\[\d+\]: the old configuration stays: /,
  /** Ten sessions in a row have failed at once: the next clients wait. */
  throttled: /^realfork\[\d+\]: server processes die as soon as they begin/,
}

export type Counts = Record<keyof typeof KINDS | 'others', number>

export const countLines = async (file: string): Promise<Counts> => {
  const counts: Counts = { reports: 0, refusedReloads: 0, throttled: 0, others: 0 }
  for await (const line of createInterface(fs.createReadStream(file))) {
    const [kind] = Object.entries(KINDS).find(([, pattern]) => pattern.test(line)) ?? []
    if (kind !== undefined) counts[kind as keyof Counts]++
    else if (line.startsWith('realfork[')) counts.others++
  }
  return counts
}
