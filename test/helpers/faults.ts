// Programs whose system calls fail, as test/fixtures/native/inject-rules.h describes it.
import { compile } from './native-program'
import type { Program } from './program'

let injector: string | undefined

/** A launcher: all that descends from the program meets the faults. `program.pid` is the injector's. */
export const withFaults = (...rules: string[]): string[] => {
  injector ??= compile('inject-faults')
  return [injector, ...rules, '--']
}

/** From now on, rules that say `armed` hold. */
export const arm = ({ pid }: Pick<Program, 'pid'>): void => {
  process.kill(pid, 'SIGUSR2')
}

/** ... and no more. */
export const disarm = ({ pid }: Pick<Program, 'pid'>): void => {
  process.kill(pid, 'SIGUSR1')
}
