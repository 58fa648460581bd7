// The codes of realfork's own errors, all of them. They are API: match on `code`, not on messages.

/** Why `fork()` was refused; nothing has happened then, and no child exists. */
export type ForkErrorCode =
  /** Called from a worker thread. */
  | 'ERR_FORK_WORKER_THREAD'
  /** Worker threads are alive; their event loops cannot be shared with a child. */
  | 'ERR_FORK_WORKERS_ALIVE'
  /** A helper thread stayed in the middle of work that must not happen twice. */
  | 'ERR_FORK_BUSY_THREADS'
  /** The process has begun to exit. */
  | 'ERR_FORK_EXITING'
  /** The inspector is open; a child would abort when it closes there. */
  | 'ERR_FORK_INSPECTOR'
  /** libuv does its file I/O through io_uring, whose requests a child cannot inherit. */
  | 'ERR_FORK_IO_URING'
  /** This platform, C library or libuv is not one that fork() works on. */
  | 'ERR_FORK_UNSUPPORTED'

/** An error with one of the codes above. */
export const forkError = (code: ForkErrorCode, message: string): Error & { code: ForkErrorCode } =>
  Object.assign(new Error(message), { code })

/** Why `sigaction()` or `sigprocmask()` was refused. */
export type SignalErrorCode =
  /** Called from a worker thread; signal handlers belong to the whole process. */
  | 'ERR_SIGACTION_WORKER_THREAD'
  /** Called from a worker thread; the mask that holds handlers back is the main thread's. */
  | 'ERR_SIGPROCMASK_WORKER_THREAD'

/** Why a server cannot do what it was asked for. */
export type ServerErrorCode =
  /** `listen()` or `run()` while it listens. */
  | 'ERR_SERVER_ALREADY_LISTEN'
  /** There is no daemon process. */
  | 'ERR_SERVER_NOT_RUNNING'
  /** The daemon process has ended unasked. */
  | 'ERR_SERVER_DAEMON_DIED'
  /** The daemon process said what is no message. */
  | 'ERR_SERVER_PROTOCOL'
  /** Called in a daemon or server process, on the copy that it has inherited. */
  | 'ERR_SERVER_NOT_TOP_PROCESS'

/** An error with one of the codes above. */
export const serverError = (
  code: ServerErrorCode,
  message: string,
): Error & { code: ServerErrorCode } => Object.assign(new Error(message), { code })

/** Why the hub did not do what it was asked for. */
export type HubErrorCode =
  /** The connection to the hub has ended, or cannot be made; whether it was done is not known. */
  | 'ERR_HUB_CLOSED'
  /** More waits for the hub than may; this was not sent. */
  | 'ERR_HUB_QUEUE_FULL'
  /** The member is subscribed to as many topics as it may be. */
  | 'ERR_HUB_TOO_MANY_TOPICS'

/** An error with one of the codes above. */
export const hubError = (code: HubErrorCode, message: string): Error & { code: HubErrorCode } =>
  Object.assign(new Error(message), { code })
