// How the daemon process begins: it gets rid of what the top process was doing, initializes, listens, and
// enters its loop.

import { binding } from '../../binding'
import { rendezvousDescriptors } from '../../hub/rendezvous'
import { setNonblocking } from '../../posix/descriptors'
import { hasRoom } from '../../posix/has-room'
import { listen } from '../../posix/sockets'
import { toError } from '../channel/control-channel'
import { cleanProcess } from '../clean/clean-process'
import { runDaemonProcess } from '../daemon-process'
import { catchSignals, resetSignals } from '../process-signals'
import { endAtOnce, endSession } from '../serving/end-at-once'
import { endIdleSessions } from '../serving/serve-events'
import { discard } from '../top/top-socket'
import { become } from './becoming'
import { compileFunctions, gettersOf } from './compiling'
import { type Daemon, makeDaemon, nowMs, type Plan } from './daemon'
import { prepareToCollect } from './garbage'
import { makeOutputs } from './outputs'
import { warmServePath } from './warming'

/** EX_SOFTWARE of sysexits.h: the daemon process itself has failed. */
const FAILED = 70
/** What server processes call, and no rehearsal. */
const NOT_REHEARSED = [endSession, process.exit]
const WARM_MS = 30_000
/** How long the end may wait for the top process to take the last events. */
const FLUSH_MS = 1000

/** Turns this process into the daemon process. Call from a setImmediate callback: nothing must be left on the stack. */
export const startDaemon = <C>(plan: Plan<C>): void => {
  const daemon = makeDaemon(plan)
  binding.noteStandardStreams()
  attempt(daemon, () => {
    resetSignals()
    cleanProcess(descriptorsOf(daemon), () => attempt(daemon, () => warmUser(daemon)))
  })
}

/** Whatever goes wrong is told to the top process, and ends the daemon process. */
const attempt = <C>(daemon: Daemon<C>, step: () => void): void => {
  try {
    step()
  } catch (error) {
    if (process.pid !== daemon.pid) throw error // a process that was forked: not the daemon's failure
    fail(daemon, error)
  }
}

const fail = <C>(daemon: Daemon<C>, error: unknown): never => {
  daemon.log.line(`the daemon process fails: ${toError(error).stack}`)
  daemon.reports.failed(error)
  for (const topSocket of daemon.topSockets) discard(topSocket)
  return process.exit(FAILED)
}

const descriptorsOf = <C>({
  topSockets,
  channel,
  rendezvous,
  options,
  log,
}: Daemon<C>): number[] => [
  ...topSockets.map(({ fd }) => fd),
  ...(channel ? [channel.fd] : []),
  ...rendezvousDescriptors(rendezvous),
  ...(log.fd === undefined ? [] : [log.fd]),
  ...options.inherit,
]

/** The user's own preparations leave nothing behind in the event loop, either. */
const warmUser = <C>(daemon: Daemon<C>): void => {
  const { warm } = daemon.options
  if (warm === undefined) {
    rehearse(daemon)
    return
  }
  const tooLong = setTimeout(
    () => fail(daemon, new Error(`options.warm has not settled within ${WARM_MS} ms`)),
    WARM_MS,
  )
  const clean = () =>
    cleanProcess(descriptorsOf(daemon), () => attempt(daemon, () => rehearse(daemon)))
  Promise.resolve(warm()).then(
    () => {
      clearTimeout(tooLong)
      setImmediate(() => attempt(daemon, clean))
    },
    (error) => fail(daemon, error),
  )
}

/** Last of all: whatever collects garbage makes V8 forget some of what it has learned. */
const rehearse = <C>(daemon: Daemon<C>): void => {
  prepareToCollect()
  makeOutputs()
  endIdleSessions()
  endAtOnce() // the server processes have it from us
  const tooLong = setTimeout(
    () => fail(daemon, new Error(`connections to itself take more than ${WARM_MS} ms`)),
    WARM_MS,
  )
  warmServePath(daemon as Daemon<unknown>, () => {
    clearTimeout(tooLong)
    begin(daemon)
  })
}

const begin = <C>(daemon: Daemon<C>): void => {
  setImmediate(() => attempt(daemon, () => initialize(daemon)))
}

const initialize = <C>(daemon: Daemon<C>): void => {
  process.title = `${daemon.options.title}: daemon process`
  compileFunctions([...NOT_REHEARSED, ...gettersOf(require('../..')), daemon.handler])
  catchSignals()
  if (daemon.options.hugePages) binding.moveTextToHugePages()
  binding.trimMemory() // compilers have left the most of it behind
  binding.startSessionNumbers()
  if (daemon.options.spare > 0) {
    daemon.bell = binding.startBell()
    for (const { fd } of daemon.topSockets) setNonblocking(fd) // who is woken may come too late
  }
  for (const { fd, backlog } of daemon.topSockets) listen(fd, backlog)
  daemon.reports.listening(daemon.topSockets.map(({ address }) => address))
  const role = runDaemonProcess(daemon)
  if (role === undefined) end(daemon)
  else become(daemon, role)
}

const end = <C>({ channel }: Daemon<C>): never => {
  const deadlineMs = nowMs() + FLUSH_MS
  while (channel?.waiting && nowMs() < deadlineMs) {
    if (hasRoom(channel.fd, deadlineMs - nowMs())) channel.flush()
  }
  return process.exit(0)
}
