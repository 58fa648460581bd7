// The figures of a daemon process. Pure.
import type { DropReason } from '../events'

export class Counters {
  forked = 0
  exited = 0
  failed = 0
  acceptFailures = 0
  readonly dropped: Record<DropReason, number> = {
    maxServers: 0,
    maxServersPerSource: 0,
    fork: 0,
  }

  ended(well: boolean): void {
    this.exited++
    if (!well) this.failed++
  }
}
