// A server whose speed is measured, and what all have in common.
import type { Peer } from '../peers/peer'

export interface Contestant extends Peer {
  /** Takes no 200 clients a second: has fewer of them, and more time. */
  slow: boolean
  /** How many waiting clients it is asked to have. */
  most: number
}

/** How many clients wait at once, at most. */
export const mostClients = 10_000

/** Limits on clients: nobody meets them. */
export const LIMIT = 2 * mostClients
export const BACKLOG = 4_096

export const defaults = { slow: false, most: 0 }
