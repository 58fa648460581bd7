// Finds objects that nobody keeps a list of. The inspector can; it is not opened to the outside.
import { Session } from 'node:inspector'

const EXCHANGE = Symbol.for('realfork.exchange')
const exchange = `globalThis[Symbol.for('${EXCHANGE.description}')]`

interface Exchange {
  prototypes: readonly object[]
  found: object[][]
}

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

const search = (session: Session, at: number) => {
  const expression = `${exchange}.prototypes[${at}]`
  const { objectId: prototypeObjectId } = ask(session, 'Runtime.evaluate', { expression })
  const { objectId } = ask(session, 'Runtime.queryObjects', { prototypeObjectId })
  const functionDeclaration = `function () { ${exchange}.found.push(this) }`
  ask(session, 'Runtime.callFunctionOn', { objectId, functionDeclaration })
  // All that the inspector was asked about would be kept otherwise.
  for (const id of [prototypeObjectId, objectId]) {
    session.post('Runtime.releaseObject', { objectId: id })
  }
}

const isPrototype = (object: object) => Object.hasOwn(object, 'constructor')

/** For each prototype, the objects that have it in their chain, other prototypes left out. */
export const instancesOf = (prototypes: readonly object[]): object[][] => {
  const { found }: Exchange = { prototypes, found: [] }
  const session = new Session()
  session.connect()
  Object.defineProperty(globalThis, EXCHANGE, { value: { prototypes, found }, configurable: true })
  try {
    for (const at of prototypes.keys()) search(session, at)
  } finally {
    Reflect.deleteProperty(globalThis, EXCHANGE)
    session.disconnect()
  }
  return found.map((objects) => objects.filter((object) => !isPrototype(object)))
}
