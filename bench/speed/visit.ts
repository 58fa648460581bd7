// What is seen of a server when a round comes by.

import type { Contestant } from './contestant'
import type { Running } from './launching'
import type { MeasureName, Plan } from './plan'
import type { Column, Sample } from './results'

export interface Seen {
  sample: Sample
  failed?: string | undefined
}

export interface Visit {
  name: MeasureName
  title: string
  how: (plan: Plan) => string
  columns: Column[]
  see: (contestant: Contestant, server: Running, plan: Plan) => Promise<Seen>
}

/** How long clients that have come may take. */
export const DRAIN_MS = 5_000
