// What a child could do, as the fixture has printed it.
import { runInSession } from './run-in-session'

export interface Used {
  ability: string
  ms?: number
  seen?: Record<string, number>
  failed?: string
}

export interface Fidelity {
  abilities: Used[]
  /** How each child has ended. */
  ends: { exitCode: number | null; signal: string | null }[]
  /** The fixture's own state after them. */
  parent: Record<string, unknown>
}

/** A child that has done all and ended by itself. */
export const ENDED_WELL = { exitCode: 42, signal: null }

/** A parent that its children have left alone, and whose children have all been waited for. */
export const UNHARMED = { unharmed: true, childrenLeft: false }

const parse = (stdout: string): Fidelity => {
  const found: Fidelity = { abilities: [], ends: [], parent: {} }
  for (const line of stdout.trim().split('\n')) {
    const value = JSON.parse(line)
    if ('ability' in value) found.abilities.push(value)
    else if ('end' in value) found.ends.push(value.end)
    else Object.assign(found.parent, value)
  }
  return found
}

/** Forks in a parent that is fresh or used, and uses abilities in the child or in a child each. */
export const useAbilities = async (
  state: 'fresh' | 'used',
  manner: 'in order' | 'at once' | 'apart',
  ...names: string[]
): Promise<Fidelity> => {
  const { stdout, stderr, code, signal } = await runInSession('fork/fidelity', [
    state,
    manner,
    ...names,
  ])
  if (code !== 0) throw new Error(`the parent ended with ${code ?? signal}\n${stdout}${stderr}`)
  // Why a child's child has failed stands only here.
  process.stderr.write(stderr)
  return parse(stdout)
}

/** Throws what went wrong in the child. */
export const expectAbilities = ({ abilities, ends }: Fidelity, names: string[]): void => {
  const failed = abilities.filter(({ failed }) => failed !== undefined)
  expect(failed.map(({ ability, failed }) => `${ability}: ${failed}`).join('\n')).toBe('')
  expect(abilities.map(({ ability }) => ability).sort()).toEqual([...names].sort())
  expect(ends).toEqual(ends.map(() => ENDED_WELL))
}
