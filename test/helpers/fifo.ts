// A FIFO whose reader is slow.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'

/** Makes a FIFO with a reader, that reads when it is told to. */
export const openFifo = (file: string): number => {
  execFileSync('mkfifo', [file])
  return fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
}

const untilEagain = (call: () => number): void => {
  try {
    while (call() > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
  }
}

/** Writes until the FIFO takes nothing more. */
export const fill = (file: string): void => {
  const writer = fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK)
  for (const length of [4096, 1])
    untilEagain(() => fs.writeSync(writer, Buffer.alloc(length, '\n')))
  fs.closeSync(writer)
}

/** Reads all that there is. */
export const empty = (reader: number): string => {
  let text = ''
  const buffer = Buffer.alloc(65_536)
  untilEagain(() => {
    const length = fs.readSync(reader, buffer)
    text += buffer.toString('latin1', 0, length)
    return length
  })
  return text
}
