// Finds objects that nobody keeps a list of. The inspector can; it is not opened to the outside.
import type { Session } from 'node:inspector'

const EXCHANGE = Symbol.for('realfork.exchange')
const exchange = `globalThis[Symbol.for('${EXCHANGE.description}')]`

// In-process, the answer is there before post() returns.
const ask = (session: Session, method: string, parameters: object): { objectId: string } => {
  let answer: { error: Error | null; result?: { objects?: unknown; result?: unknown } } | undefined
  session.post(method, parameters, (error, result) => {
    answer = { error, result: result as object }
  })
  if (answer === undefined || answer.error !== null) {
    throw new Error(`The inspector does not answer ${method}`, { cause: answer?.error })
  }
  return (answer.result?.objects ?? answer.result?.result) as { objectId: string }
}

const search = (session: Session) => {
  const expression = `${exchange}.prototype`
  const { objectId: prototypeObjectId } = ask(session, 'Runtime.evaluate', { expression })
  const { objectId } = ask(session, 'Runtime.queryObjects', { prototypeObjectId })
  const functionDeclaration = `function () { ${exchange}.found = this }`
  ask(session, 'Runtime.callFunctionOn', { objectId, functionDeclaration })
  // All that the inspector was asked about would be kept otherwise.
  for (const id of [prototypeObjectId, objectId]) {
    session.post('Runtime.releaseObject', { objectId: id })
  }
}

// Builds of Node without the inspector refuse to load it; and who only forks does not pay for it.
const newSession = (): Session => {
  const { Session } = require('node:inspector') as typeof import('node:inspector')
  return new Session()
}

const query = (prototype: object): object[] => {
  const value: { prototype: object; found: object[] } = { prototype, found: [] }
  const session = newSession()
  session.connect()
  Object.defineProperty(globalThis, EXCHANGE, { value, configurable: true })
  try {
    search(session)
  } finally {
    Reflect.deleteProperty(globalThis, EXCHANGE)
    session.disconnect()
  }
  return value.found
}

const rootOf = (prototype: object): object => {
  const parent: object | null = Object.getPrototypeOf(prototype)
  return parent === null || parent === Object.prototype ? prototype : rootOf(parent)
}

// Each query collects garbage, several times over, so there is one: for an ancestor that all have for
// a moment. A frozen prototype takes none.
const queryAll = (roots: Set<object>): object[] => {
  const ancestor = {}
  const parents = new Map([...roots].map((root) => [root, Object.getPrototypeOf(root)]))
  for (const root of roots) Reflect.setPrototypeOf(root, ancestor)
  try {
    return query(ancestor)
  } finally {
    for (const [root, parent] of parents) Reflect.setPrototypeOf(root, parent)
  }
}

const isPrototype = (object: object) => Object.hasOwn(object, 'constructor')

/** For each prototype, the objects that have it in their chain, other prototypes left out. */
export const instancesOf = (prototypes: readonly object[]): object[][] => {
  const roots = new Set(prototypes.map(rootOf))
  const frozen = [...roots].filter((root) => !Object.isExtensible(root))
  const found = [queryAll(roots), ...frozen.map(query)].flat()
  const objects = found.filter((object) => !isPrototype(object))
  return prototypes.map((prototype) =>
    objects.filter((object) => Object.prototype.isPrototypeOf.call(prototype, object)),
  )
}
