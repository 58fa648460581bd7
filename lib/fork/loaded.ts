// Which of Node's own modules have been loaded: what has not been cannot hold anything.

const { moduleLoadList } = process as { moduleLoadList?: string[] }

/** A test that is true once the module has been loaded, and where Node does not tell. */
export const watchLoading = (module: string): (() => boolean) => {
  if (moduleLoadList === undefined) return () => true
  const entry = `NativeModule ${module}`
  let searched = 0
  let found = false
  // The list only grows.
  return () => {
    for (; !found && searched < moduleLoadList.length; searched++) {
      found = moduleLoadList[searched] === entry
    }
    return found
  }
}
