// Who has the listening socket of a port, as /proc shows it.
import fs from 'node:fs'

const LISTEN = '0A'

/** The inode of the socket that listens on a port. */
export const inodeOfListener = (port: number): string | undefined => {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return fs
    .readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, address, , state]) => address?.endsWith(local) && state === LISTEN)?.[9]
}

/** Whether a process has a descriptor of a socket. */
export const holds = (pid: number, inode: string): boolean => {
  try {
    const folder = `/proc/${pid}/fd`
    return fs.readdirSync(folder).some((fd) => {
      try {
        return fs.readlinkSync(`${folder}/${fd}`) === `socket:[${inode}]`
      } catch {
        return false // it has been closed
      }
    })
  } catch {
    return false // it has ended
  }
}
