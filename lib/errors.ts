// The codes of realfork's own errors, and errors of misuse in Node's shape.

/** The codes of the errors that are realfork's own; each is API. */
export const ERROR_CODES = {
  ERR_REALFORK_WORKER_THREAD: 'the call works in the main thread only',
} as const

/** A code of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES

// Node prints the code after the name, and so does its stack, which is composed when it is captured.
export function withCode<E extends Error>(error: E, code: string): E {
  const { name } = error
  error.name = `${name} [${code}]`
  void error.stack
  Reflect.deleteProperty(error, 'name')
  return Object.assign(error, { code })
}
