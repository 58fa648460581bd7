// Which of Node's own modules have been loaded: what has not been cannot hold anything.

const { moduleLoadList } = process as { moduleLoadList?: string[] }

/** True, too, where Node does not tell. */
export const isLoaded = (module: string): boolean =>
  moduleLoadList?.includes(`NativeModule ${module}`) !== false
