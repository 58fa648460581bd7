/** What a call throws, as plain data; fails if it throws nothing. */
export interface Thrown {
  name: string
  code: string
  message: string
  keys: string[]
  error: NodeJS.ErrnoException & Record<string, unknown>
}

export const thrown = (call: () => unknown): Thrown => {
  try {
    call()
  } catch (caught) {
    const error = caught as Thrown['error']
    return {
      name: error.name,
      code: error.code ?? '',
      message: error.message,
      keys: Object.keys(error),
      error,
    }
  }
  throw new Error('The call threw nothing')
}
