// Compiles functions without calling them.
import v8 from 'node:v8'

type Call = (...given: never[]) => unknown
type Compile = (call: Call) => void

// Not by its own toString(), which may say anything: V8 ends the process over what is no function of its own.
const isCompiled = (call: Call) =>
  /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(call))

// V8 would compile each at its first call: in every server process anew.
const prepare = (): Compile => {
  v8.setFlagsFromString('--allow-natives-syntax')
  try {
    const compile = new Function('call', '%PrepareFunctionForOptimization(call)') as Compile
    compile(() => {}) // itself, while the syntax is allowed
    return compile
  } finally {
    v8.setFlagsFromString('--no-allow-natives-syntax')
  }
}

/** Functions of C++ and bound ones are left alone: V8 has nothing to compile there. */
export const compileFunctions = (functions: readonly Call[]): void => {
  const compile = prepare()
  for (const call of functions) if (!isCompiled(call)) compile(call)
}

/** What a module re-exports is a getter, by which whoever imports it calls each function. */
export const gettersOf = (module: object): Call[] =>
  Object.values(Object.getOwnPropertyDescriptors(module)).flatMap(({ get }) => get ?? [])
