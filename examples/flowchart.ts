// The concurrent server of the FreeBSD Developers' Handbook, box by box, in plain system calls.
// Usage: node flowchart.js [port] [greeting file]
import { readFileSync } from 'node:fs'
import * as posix from 'realfork'

const port = Number(process.argv[2] ?? 7000)
const configuration = process.argv[3]
let greeting = 'hello\n'

// ---- process signals: a box that no arrow reaches ----------------------------------------------

/** SIGCHLD: one signal may stand for many children, and the daemon process cannot stop and wait. */
const removeZombies = () => {
  try {
    while (posix.waitpid(-1, posix.WNOHANG) !== undefined);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECHILD') throw error
  }
}

/** SIGHUP: without a kill and a restart; a file that cannot be read changes nothing. */
const rereadConfiguration = () => {
  try {
    if (configuration !== undefined) greeting = readFileSync(configuration, 'utf8')
  } catch (error) {
    console.error(String(error))
  }
}

// ---- server process: close top socket, serve, close accepted socket, exit ----------------------

const runServerProcess = (acceptedSocket: number): never => {
  posix.close(topSocket)
  posix.sigaction('SIGCHLD', posix.SIG_DFL)
  posix.sigaction('SIGHUP', posix.SIG_DFL)
  try {
    serve(acceptedSocket)
  } catch (error) {
    console.error(`server process ${process.pid}: ${error}`)
    return posix._exit(1)
  }
  posix.close(acceptedSocket)
  return posix._exit(0)
}

const serve = (fd: number) => {
  writeAll(fd, Buffer.from(greeting))
  const buffer = Buffer.alloc(65_536)
  for (let length = posix.read(fd, buffer); length > 0; length = posix.read(fd, buffer)) {
    writeAll(fd, buffer.subarray(0, length))
  }
}

const writeAll = (fd: number, bytes: Uint8Array) => {
  for (let written = 0; written < bytes.length; )
    written += posix.write(fd, bytes.subarray(written))
}

// ---- daemon process: initialize, listen; accept, start server process, close accepted socket ---

const runDaemonProcess = (): never => {
  posix.sigaction('SIGCHLD', { handler: removeZombies, flags: posix.SA_RESTART })
  posix.sigaction('SIGHUP', { handler: rereadConfiguration, flags: posix.SA_RESTART })
  rereadConfiguration()
  posix.listen(topSocket)
  const address = posix.getsockname(topSocket) as { port: number }
  console.log(`daemon process ${process.pid} listens, talk to it: nc 127.0.0.1 ${address.port}`)
  for (;;) {
    const { fd: acceptedSocket } = posix.accept(topSocket)
    try {
      if (posix.fork() === 0) runServerProcess(acceptedSocket)
    } catch (error) {
      console.error(String(error)) // no process for this client; the next may have more luck
    } finally {
      posix.close(acceptedSocket) // or the daemon process runs out of descriptors
    }
  }
}

// ---- top process: create top socket, bind port, run daemon process, close top socket, exit -----

const topSocket = posix.socket(posix.AF_INET, posix.SOCK_STREAM)
posix.setsockopt(topSocket, posix.SOL_SOCKET, posix.SO_REUSEADDR, true)
posix.bind(topSocket, { address: '127.0.0.1', port })
const daemonProcess = posix.fork()
if (daemonProcess === 0) runDaemonProcess()
posix.close(topSocket)
const end = posix.waitpid(daemonProcess) // in the foreground it exits with its daemon process
process.exitCode = end?.exitCode ?? 1
