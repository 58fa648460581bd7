// What a column has seen of a server, and whether it is good by the column's rule.
import { setTimeout as pause } from 'node:timers/promises'
import type { Peer } from '../peers/peer'
import type { Client } from './client'
import { type Running, withServer } from './running'

export interface Cell {
  /** Undefined: it could not be measured. */
  good: boolean | undefined
  seen: string
}

export interface Column {
  title: string
  /** What is done. */
  how: string
  /** What is good, and what a failure means. */
  rule: string
  measure: (server: Running) => Promise<Cell>
}

/** Whether a condition comes true in time. */
export const within = async (deadlineMs: number, condition: () => boolean): Promise<boolean> => {
  const end = performance.now() + deadlineMs
  while (!condition()) {
    if (performance.now() > end) return false
    await pause(5)
  }
  return true
}

export const settled = (clients: Client[], deadlineMs: number): Promise<boolean> =>
  within(deadlineMs, () => clients.every(({ outcome }) => outcome !== 'waiting'))

/** "3 told, 45 served" */
export const countOutcomes = (clients: Client[]): string => {
  const counts = new Map<string, number>()
  for (const { outcome } of clients) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
}

export const percent = (part: number): string => `${Math.round(Math.min(part, 1) * 100)} % CPU`

/** A cell that cannot be measured is no good one, and no failure either. */
export const measure = (peer: Peer, column: Column): Promise<Cell> =>
  withServer(peer, column.measure).catch((error: Error) => ({
    good: undefined,
    seen: `not measured: ${error.message.replace(/\s+/g, ' ')}`,
  }))
