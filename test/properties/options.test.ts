// Whatever a user gives as an option: it is taken as it stands, or refused by name; nothing between.
import fc from 'fast-check'
import { checkLimits } from '../../lib/server/options/limits'
import { settleListenOptions } from '../../lib/server/options/listen-options'
import { settleOptions } from '../../lib/server/options/options'
import { anyValue } from '../helpers/arbitraries'
import { type Thrown, thrown } from '../helpers/thrown'

type Test = (value: unknown) => boolean

const isInt =
  (min: number, max: number): Test =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max

const INT_MAX = 2 ** 31 - 1
const duration = isInt(0, INT_MAX)
const count: Test = (value) => value === Infinity || isInt(1, INT_MAX)(value)
const flag: Test = (value) => typeof value === 'boolean'
const text: Test = (value) => typeof value === 'string'
const oneOf =
  (...allowed: unknown[]): Test =>
  (value) =>
    allowed.includes(value)

const LIMITS: Record<string, Test> = {
  maxServers: count,
  maxServersPerSource: count,
  atLimit: oneOf('wait', 'refuse'),
  refusal: text,
  idleMs: duration,
  totalMs: duration,
}

const OPTIONS: Record<string, Test> = {
  graceMs: duration,
  killMs: duration,
  keepAliveInitialDelayMs: duration,
  orphans: oneOf('kill', 'finish'),
  inherit: (value) => Array.isArray(value) && value.every(isInt(0, INT_MAX)),
  title: text,
  allowHalfOpen: flag,
  noDelay: flag,
  keepAlive: flag,
  blocking: flag,
}

const FUNCTIONS = ['configuration', 'limits', 'warm']

const CODES = /^ERR_(INVALID_ARG_TYPE|INVALID_ARG_VALUE|OUT_OF_RANGE)$/

/** Begins as Node's own errors do, and ends with what was received. */
const expectRefusal = ({ code, message }: Thrown, name: string, value: unknown) => {
  expect(code).toMatch(CODES)
  expect(message).toMatch(/^The (("[^"]+" )?(argument|property)|value of "[^"]+")/)
  expect(message).toContain(name)
  expect(message).toMatch(/Received ./s)
  if (typeof value === 'number') {
    expect(message.replaceAll('_', '')).toContain(Object.is(value, -0) ? '-0' : `${value}`)
  }
  if (typeof value === 'boolean' || value === null) expect(message).toContain(`${value}`)
}

/** What the right ones are among. */
const drawn = fc.oneof(
  { weight: 4, arbitrary: anyValue },
  fc.constantFrom('wait', 'refuse', 'kill', 'finish', 'text', true, false),
  fc.nat(70_000),
  fc.array(fc.integer({ min: -1, max: 9 })),
)

const runs = { numRuns: 400 }

describe.each(Object.entries({ ...LIMITS, ...OPTIONS }))('%s', (name, isRight) => {
  test('is taken as it stands, or refused by name', () => {
    const settledFrom = (given: object): unknown => {
      const options = settleOptions(given)
      return name in LIMITS
        ? options.limits(undefined)[name as 'maxServers']
        : options[name as 'graceMs']
    }
    const settled = (value: unknown) => settledFrom({ [name]: value })
    const property = fc.property(drawn, (value) => {
      if (value === undefined) expect(settled(value)).toEqual(settledFrom({}))
      else if (isRight(value)) expect(settled(value)).toEqual(value)
      else {
        expectRefusal(
          thrown(() => settled(value)),
          `options.${name}`,
          Array.isArray(value) ? undefined : value,
        )
      }
    })
    fc.assert(property, runs)
  })
})

// Of what is drawn none is one.
test.each(FUNCTIONS)('options.%s: nothing but a function will do', (name) => {
  const property = fc.property(
    drawn.filter((value) => value !== undefined),
    (value) =>
      expectRefusal(
        thrown(() => settleOptions({ [name]: value })),
        `options.${name}`,
        value,
      ),
  )
  fc.assert(property, runs)
})

test('the bits of a source are taken as they stand, or refused by name', () => {
  const property = fc.property(
    fc.constantFrom(['ipv4', 32] as const, ['ipv6', 128] as const),
    fc.oneof(drawn, fc.integer({ min: -2, max: 130 })),
    ([family, most], value) => {
      const settled = () => checkLimits({ sourcePrefix: { [family]: value } }, 'limits')
      if (value === undefined || isInt(0, most)(value)) {
        expect(settled().sourcePrefix[family]).toBe(value ?? (family === 'ipv4' ? 32 : 64))
      } else expectRefusal(thrown(settled), `limits.sourcePrefix.${family}`, value)
    },
  )
  fc.assert(property, runs)
})

test('options, limits and prefixes are objects, or refused by name', () => {
  const isObject: Test = (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const property = fc.property(
    drawn.filter((value) => !isObject(value)),
    (value) => {
      expectRefusal(
        thrown(() => settleOptions(value)),
        '"options"',
        value,
      )
      expectRefusal(
        thrown(() => checkLimits(value, 'limits')),
        '"limits"',
        value,
      )
      if (value === undefined) return
      const prefix = () => checkLimits({ sourcePrefix: value }, 'limits')
      expectRefusal(thrown(prefix), '"limits.sourcePrefix"', value)
    },
  )
  fc.assert(property, runs)
})

test('many options at once, or many errors: one of those that are wrong is named', () => {
  const all: Record<string, Test> = { ...LIMITS, ...OPTIONS }
  const record = fc.record(
    Object.fromEntries(Object.keys(all).map((name) => [name, fc.oneof(drawn, drawn)])),
    { requiredKeys: [] },
  )
  const property = fc.property(record, (options) => {
    const wrong = Object.entries(options)
      .filter(([name, value]) => value !== undefined && !all[name]?.(value))
      .map(([name]) => name)
    if (wrong.length === 0) {
      settleOptions(options)
      return
    }
    const { code, message } = thrown(() => settleOptions(options))
    expect(code).toMatch(CODES)
    expect(wrong.some((name) => message.includes(`options.${name}`))).toBe(true)
  })
  fc.assert(property, runs)
})

const isText: Test = (value) => typeof value === 'string' && value !== '' && !value.includes('\0')

const PLACES: Record<string, Test> = {
  port: isInt(0, 65_535),
  path: (value) => isText(value) || (typeof value === 'string' && value.startsWith('\0')),
  fd: isInt(0, INT_MAX),
}

const MORE: Record<string, Test> = {
  host: isText,
  mode: isInt(0, 0o777),
  backlog: isInt(0, INT_MAX),
  ipv6Only: flag,
  reusePort: flag,
}

const PORT = { port: 1 }

test.each(Object.entries({ ...PLACES, ...MORE }))(
  'listen(): %s is taken as it stands, or refused by name',
  (name, isRight) => {
    const property = fc.property(
      drawn.filter((value) => value !== undefined),
      fc.boolean(),
      (value, inList) => {
        const options = { ...(name in MORE && PORT), [name]: value }
        const settled = () => settleListenOptions([inList ? [options] : options] as never)
        if (isRight(value)) expect(settled()).toMatchObject([options])
        else expectRefusal(thrown(settled), `options${inList ? '[0]' : ''}.${name}`, value)
      },
    )
    fc.assert(property, runs)
  },
)

test('listen(): whatever comes first, it names a place or is refused', () => {
  const property = fc.property(drawn, (value) => {
    try {
      expect(settleListenOptions([value] as never).length).toBeGreaterThan(0)
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toMatch(CODES)
    }
  })
  fc.assert(property, runs)
})
