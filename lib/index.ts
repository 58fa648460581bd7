// The public exports, nothing else.
export type { ForkErrorCode, HubErrorCode, ServerErrorCode, SignalErrorCode } from './errors'
export { type ForkOptions, fork } from './fork/fork'
export { type ForkHooks, onFork } from './fork/hooks'
export type { Hub, HubEvents, HubListener } from './hub/hub'
export * from './posix/constants'
export { close, dup2, pipe, read, write } from './posix/descriptors'
export { chdir, umask } from './posix/files'
export { type PollFd, poll } from './posix/poll'
export { _exit, getpgid, getpid, getppid, kill, setpgid, setsid } from './posix/process'
export {
  type Disposition,
  SA_NOCLDSTOP,
  SA_NOCLDWAIT,
  SA_NODEFER,
  SA_RESETHAND,
  SA_RESTART,
  SIG_DFL,
  SIG_IGN,
  SIGRTMAX,
  SIGRTMIN,
  type SignalAction,
  sigaction,
} from './posix/sigaction'
export { SIG_BLOCK, SIG_SETMASK, SIG_UNBLOCK, sigprocmask } from './posix/sigprocmask'
export type {
  IPv4Address,
  IPv6Address,
  SocketAddress,
  SocketAddressInit,
  UnixAddress,
} from './posix/socket-address'
export { getsockopt, setsockopt } from './posix/socket-options'
export {
  accept,
  bind,
  connect,
  getpeername,
  getsockname,
  listen,
  shutdown,
  socket,
  socketpair,
} from './posix/sockets'
export { type ResourceUsage, type WaitResult, wait4, waitpid } from './posix/wait'
export { decodeWaitStatus, type WaitStatus } from './posix/wait-status'
export { createServer } from './server/create-server'
export type {
  DaemonEvents,
  DropEvent,
  DropReason,
  ExitEvent,
  ForkEvent,
  ReloadEvent,
  Stats,
} from './server/events'
export type { BlockingHandler, EventHandler } from './server/handler'
export type { Limits } from './server/options/limits'
export type { ListenArguments, ListenOptions } from './server/options/listen-options'
export type { ServerOptions } from './server/options/options'
export { Server, type ServerEvents } from './server/server'
export type { EventSession, Session } from './server/session'
