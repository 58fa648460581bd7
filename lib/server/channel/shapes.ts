// What a value from elsewhere may look like: checks that throw for anything else. Pure.
import { checkInt, checkObject, checkString } from '../../arguments'
import { invalidType, invalidValue } from '../../misuse'

export type Check = (value: unknown, name: string) => void

export const text: Check = checkString

export const whole: Check = (value, name) => checkInt(value, name, 0, Number.MAX_SAFE_INTEGER)

export const number: Check = (value, name) => {
  if (!Number.isFinite(value)) throw invalidType(name, 'a finite number', value)
}

export const flag: Check = (value, name) => {
  if (typeof value !== 'boolean') throw invalidType(name, 'of type boolean', value)
}

export const textOrNumber: Check = (value, name) => {
  if (typeof value !== 'string') number(value, name)
}

/** Another check sees to it. */
export const anything: Check = () => {}

export const orNull =
  (check: Check): Check =>
  (value, name) => {
    if (value !== null) check(value, name)
  }

export const oneOf =
  (...allowed: string[]): Check =>
  (value, name) => {
    if (!allowed.includes(value as string)) {
      throw invalidValue(name, `must be one of: ${allowed.join(', ')}`, value)
    }
  }

/** Some of these, one at least. */
export const listOf =
  (check: Check): Check =>
  (value, name) => {
    if (!Array.isArray(value)) throw invalidType(name, 'an instance of Array', value)
    if (value.length === 0) throw invalidValue(name, 'must not be empty', value)
    for (const one of value) check(one, name)
  }

/** An object with these fields, and no others. */
export const record = (
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
): Check => {
  const checks = new Map(Object.entries({ ...optional, ...required }))
  return (value, name) => {
    const fields = new Map(Object.entries(checkObject(value, name)))
    for (const field of fields.keys()) {
      if (!checks.has(field)) throw invalidValue(name, 'must have known fields only', field)
    }
    for (const [field, check] of checks) {
      if (fields.has(field) || field in required) check(fields.get(field), `${name}.${field}`)
    }
  }
}

/** An object of one of several kinds, which one of its fields tells. */
export const tagged = (tag: string, kinds: Record<string, Check>): Check => {
  const checks = new Map(Object.entries(kinds))
  return (value, name) => {
    const { [tag]: kind } = checkObject(value, name) as Record<string, unknown>
    const check = checks.get(kind as string)
    if (check === undefined) throw invalidValue(`${name}.${tag}`, 'is none', kind)
    check(value, name)
  }
}
