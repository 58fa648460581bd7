// The codes of errors of realfork's own that are not about fork(). They are API: match on `code`, not on messages.

/** Why `sigaction()` was refused. */
export type SignalErrorCode =
  /** Called from a worker thread; signal handlers belong to the whole process. */
  'ERR_REALFORK_WORKER_THREAD'
