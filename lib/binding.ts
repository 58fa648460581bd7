// Loads the addon. This is the one typed interface of it; nothing else calls node-gyp-build.
import path from 'node:path'

import load = require('node-gyp-build')

import type { SocketAddress } from './posix/socket-address'

/** The numbers that the constants have on this platform. */
interface PosixConstants {
  WNOHANG: number
  WUNTRACED: number
  WCONTINUED: number
  O_NONBLOCK: number
  AF_INET: number
  AF_INET6: number
  AF_UNIX: number
  SOCK_STREAM: number
  SOCK_DGRAM: number
  SOCK_SEQPACKET: number
  SOCK_NONBLOCK: number
  SOMAXCONN: number
  SHUT_RD: number
  SHUT_WR: number
  SHUT_RDWR: number
  SOL_SOCKET: number
  SO_BROADCAST: number
  SO_ERROR: number
  SO_KEEPALIVE: number
  SO_RCVBUF: number
  SO_RCVTIMEO: number
  SO_REUSEADDR: number
  SO_REUSEPORT: number
  SO_SNDBUF: number
  SO_SNDTIMEO: number
  SO_TYPE: number
  IPPROTO_IPV6: number
  IPPROTO_TCP: number
  IPV6_V6ONLY: number
  TCP_NODELAY: number
  POLLIN: number
  POLLPRI: number
  POLLOUT: number
  POLLERR: number
  POLLHUP: number
  POLLNVAL: number
  POLLRDHUP: number
  /** The room for a path in the address of a UNIX socket. */
  sizeofSunPath: number
}

// Any other handler is foreign C code, and its struct sigaction travels as bytes.
export enum SignalHandler {
  Default = 0,
  Ignore = 1,
  Catch = 2,
}

export interface KernelSignalAction {
  handler: SignalHandler | Uint8Array
  flags: number
  mask: number[]
}

interface SignalConstants {
  SA_RESTART: number
  SA_NOCLDSTOP: number
  SA_NOCLDWAIT: number
  SA_RESETHAND: number
  SA_NODEFER: number
  SIG_BLOCK: number
  SIG_UNBLOCK: number
  SIG_SETMASK: number
  /** Where there are real-time signals. */
  SIGRTMIN?: number
  /** The highest signal there is. */
  SIGMAX: number
}

/** A socket address as the addon takes it. */
export type FlatAddress = [
  family: number,
  port: number,
  flowlabel: number,
  scopeid: number,
  addressOrPath: string,
]

export interface Binding {
  constants: PosixConstants

  fork(quietMs: number): number
  /** Gives back what the C library keeps for later. Where fork() works. */
  trimMemory(): void
  /** How many bytes; 0 where the system has no huge pages. Where fork() works. */
  moveTextToHugePages(): number
  /** Whether UV_USE_IO_URING is set. Where fork() works. */
  wantsIoUring?(): boolean
  /** As for an error that nobody could catch. */
  raiseUncaught(error: unknown): void
  /** Sessions of this process, and of those that it forks, have numbers from 1. Where fork() works; so the next seven. */
  startSessionNumbers(): void
  nextSessionNumber(): number
  /** There was no session. */
  returnSessionNumber(number: number): void
  /**
   * The next client of non-blocking top sockets, and the number of its session, 0 in a rehearsal; whether the daemon
   * process could be told. undefined as soon as the channel has anything to say.
   */
  awaitClient(
    channel: number,
    topSockets: readonly number[],
    rehearses: boolean,
    asks: boolean,
  ): { fd: number; address: SocketAddress; id: number; claimed: boolean } | undefined
  /** undefined: nothing yet; null: the spare has ended, and has no client. */
  receiveClaim(
    channel: number,
  ): { id: number; remote: SocketAddress; agoMs: number } | null | undefined
  /** Rung by spares that have claimed a client. Returns its descriptor. */
  startBell(): number
  hearBell(): void
  closeBell(): void
  /**
   * Completed work that was not reported yet never will be, and V8 has nothing to do later any more that it wanted
   * done so far. This and the next three: where fork() works.
   */
  forgetRequests(): void
  /** Closing a UNIX-domain server leaves its path alone. */
  forgetPipePaths(): void
  /** The descriptors that event loops cannot do without, apart from epolls, eventfds and io_urings. */
  loopDescriptors(): number[]
  isLoopAlive(): boolean
  getentropy(): [number, number, number, number]

  getpid(): number
  getppid(): number
  setsid(): number
  getpgid(pid: number): number
  setpgid(pid: number, pgid: number): void
  kill(pid: number, signal: number): void
  setParentDeathSignal(signal: number): void
  /**
   * A process group of its own, and the end when the parent ends, if it is to. False if that has ended already. In
   * the parent itself nothing happens.
   */
  standAlone(parent: number, diesToo: number): boolean
  setTitle(title: string): void
  umask(mask: number): number
  _exit(status: number): never
  /** What descriptors 0 to 2 are like, for the next three. */
  noteStandardStreams(): void
  /** O_NONBLOCK of descriptors 0 to 2 is as it was noted. */
  resetStandardStreams(): void
  /** As _exit(), with O_NONBLOCK of descriptors 0 to 2 as it was noted. */
  endNow(status: number): never
  /** The same, unless the process has ended by itself by then. */
  endWithin(seconds: number, status: number): void

  waitpid(pid: number, options: number): [pid: number, status: number] | undefined
  wait4(
    pid: number,
    options: number,
  ):
    | [pid: number, status: number, userCpuMs: number, systemCpuMs: number, maxRssKb: number]
    | undefined
  /** 0 if no child has ended. -1 stands for ECHILD, if it is not to be thrown. */
  peekChild(returnsEchild?: boolean): number

  signalConstants: SignalConstants
  /** Without a handler it only asks. */
  sigaction(
    signal: number,
    handler?: SignalHandler | Uint8Array,
    flags?: number,
    mask?: number[],
  ): KernelSignalAction
  /** SIG_DFL for all of them; the lowest bit is signal 1. After startSignalDelivery(). */
  resetSignals(bits: number): void
  /** Without signals it only asks. */
  sigprocmask(how: number, signals?: number[]): number[]
  /** Returns the handlers given at the first call, to dispatch by. */
  startSignalDelivery<Handlers extends object>(
    dispatch: (signal: number) => void,
    handlers: Handlers,
  ): Handlers
  releaseSignal(signal: number): void

  close(fd: number): void
  /** Fails only if there is nothing to close. */
  release(fd: number): void
  pipe(flags: number): [readEnd: number, writeEnd: number]
  dup2(oldfd: number, newfd: number): number
  setNonblocking(fd: number, on: number): void
  read(fd: number, buffer: Uint8Array): number
  write(fd: number, data: Uint8Array): number
  /**
   * The table holds fd, events and revents in turn; the addon fills in revents. -1 stands for EINTR, if it is not to
   * be thrown.
   */
  poll(timeoutMs: number, table: Int32Array, returnsEintr?: boolean): number

  socket(domain: number, type: number, protocol: number): number
  socketpair(domain: number, type: number, protocol: number): [number, number]
  bind(fd: number, ...address: FlatAddress): void
  connect(fd: number, ...address: FlatAddress): void
  listen(fd: number, backlog: number): void
  accept(fd: number, flags: number): { fd: number; address: SocketAddress }
  shutdown(fd: number, how: number): void
  getsockname(fd: number): SocketAddress
  getpeername(fd: number): SocketAddress
  setsockopt(fd: number, level: number, name: number, value: Uint8Array): void
  getsockopt(fd: number, level: number, name: number): number
  sendNow(fd: number, bytes: Uint8Array): number
  receiveNow(fd: number, buffer: Uint8Array): number

  sendDescriptor(socket: number, fd: number): void
  /** undefined: nothing there yet; -1: the end of the stream. */
  receiveDescriptor(socket: number): number | undefined
}

// From dist/lib and from lib (under jest) alike, the package root is the nearest binding.gyp.
const root = path.resolve(__dirname, __filename.endsWith('.ts') ? '..' : '../..')

export const binding = load(root) as Binding
