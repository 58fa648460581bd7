// Files that Node closes when it collects garbage, by their numbers. These may be other files' by then.
import { EventEmitter } from 'node:events'
import type { Dir } from 'node:fs'
import { BlockList } from 'node:net'

interface NativeFile {
  releaseFD?: () => number
}

// What a FileHandle descends from: since Node 22 from EventEmitter; before, from a class that is not
// exported, and that BlockList descends from, too.
const ofBlockList: object = Object.getPrototypeOf(BlockList.prototype)
export const fileAncestor = ofBlockList === Object.prototype ? EventEmitter.prototype : ofBlockList

// The class is not exported either.
const isFileHandle = (object: object) =>
  object.constructor?.name === 'FileHandle' && 'createReadStream' in object

const nativeOf = (file: object) => {
  const key = Object.getOwnPropertySymbols(file).find(
    ({ description }) => description === 'kHandle',
  )
  return key && (file as Record<symbol, NativeFile | undefined>)[key]
}

/** Takes the numbers from all that `fs.promises.open()` has returned. */
export const releaseFiles = (objects: object[]): void => {
  for (const object of objects) {
    if (isFileHandle(object)) nativeOf(object)?.releaseFD?.()
  }
}

/** Of directories it is only Node that knows the number. */
export const closeDirectories = (directories: object[]): void => {
  for (const directory of directories as Dir[]) {
    try {
      directory.closeSync()
    } catch {
      // It was closed, or is being read.
    }
  }
}
