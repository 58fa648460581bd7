// What the daemon process says to a spare that has taken a client, where each source may have only so many sessions:
// whether it may have this one.
import { binding } from '../../binding'
import { POLLIN } from '../../posix/constants'
import { receiveNow, sendNow } from '../../posix/sockets'

const YES = Buffer.from('y')
const NO = Buffer.from('n')
const FOR_EVER = -1

/** The daemon process's; false if the spare does not hear it. */
export const answerClaim = (channel: number, admitted: boolean): boolean => {
  try {
    return sendNow(channel, admitted ? YES : NO) > 0
  } catch {
    return false
  }
}

/** The spare's: waits. Where nobody is left to answer, nobody counts either. */
export const isAdmitted = (channel: number): boolean => {
  const table = new Int32Array([channel, POLLIN, 0])
  while (binding.poll(FOR_EVER, table, true) === -1);
  const answer = Buffer.alloc(1)
  try {
    receiveNow(channel, answer)
  } catch {
    return true
  }
  return !answer.equals(NO)
}
