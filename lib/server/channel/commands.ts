// What the daemon process takes for a command. Pure.
import { checkInt, checkObject, checkString } from '../../arguments'
import { invalidType, invalidValue } from '../../misuse'
import type { Command } from './control-channel'

/** No command is nearly so long. */
export const MAX_COMMAND_LENGTH = 4096

const checkStrings = (value: unknown, name: string): void => {
  if (!Array.isArray(value)) throw invalidType(name, 'an instance of Array', value)
  for (const one of value) checkString(one, name)
}

/** Returns it, or throws for what only a program gone wrong can have said. */
export const checkCommand = (said: unknown): Command => {
  const command = checkObject(said, 'command') as Command
  switch (command.command) {
    case 'close':
      checkInt(command.graceMs, 'command.graceMs', 0)
      return command
    case 'wants':
      checkStrings(command.events, 'command.events')
      return command
    case 'reload':
    case 'stats':
    case 'detach':
      checkInt(command.id, 'command.id', 0)
      return command
    default:
      throw invalidValue('command.command', 'is none', (command as { command: unknown }).command)
  }
}
