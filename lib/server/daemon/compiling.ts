// Compiles functions without calling them.
import v8 from 'node:v8'

type Compile = (call: unknown) => void

const isCompiled = (call: unknown) => /\{\s*\[native code\]\s*\}$/.test(String(call))

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
export const compileFunctions = (functions: readonly unknown[]): void => {
  const compile = prepare()
  for (const call of functions) if (typeof call === 'function' && !isCompiled(call)) compile(call)
}
