// What the top process takes for a message of the daemon process. Pure.
import type { Answer, Ask, Message } from './control-channel'
import {
  anything,
  type Check,
  flag,
  listOf,
  number,
  oneOf,
  orNull,
  record,
  tagged,
  text,
  textOrNumber,
  whole,
} from './shapes'

/** No message is so long: that of an error is cut (see `packError`). */
export const MAX_MESSAGE_LENGTH = 2 ** 20

const address = tagged('family', {
  IPv4: record({ family: text, address: text, port: whole }),
  IPv6: record({ family: text, address: text, port: whole }, { flowlabel: whole, scopeid: whole }),
  unix: record({ family: text, path: text }),
})

const error = record(
  { name: text, message: text },
  {
    stack: text,
    code: textOrNumber,
    errno: textOrNumber,
    syscall: textOrNumber,
    address: textOrNumber,
    port: textOrNumber,
    path: textOrNumber,
  },
)

const usage = record({ userCpuMs: number, systemCpuMs: number, maxRssKb: number })

const event = (payload: Check): Check => record({ message: text, event: text, payload })

const events = tagged('event', {
  fork: event(
    record({ id: whole, pid: whole, remote: address, forkMs: number, anonymousKb: whole }),
  ),
  exit: event(
    record(
      {
        id: whole,
        pid: whole,
        code: orNull(whole),
        signal: orNull(text),
        coreDumped: flag,
        durationMs: number,
        usage,
      },
      { reason: oneOf('timeout', 'stop') },
    ),
  ),
  drop: event(
    record(
      { reason: oneOf('maxServers', 'maxServersPerSource', 'fork'), remote: address },
      { error },
    ),
  ),
  reload: event(record({ generation: whole }, { error })),
})

const message = tagged('message', {
  listening: record({ message: text, addresses: listOf(address) }),
  failed: record({ message: text, error }),
  event: events,
  answer: record({ message: text, id: whole }, { value: anything, error }),
})

const stats = record({
  daemonPid: whole,
  uptimeMs: number,
  live: whole,
  forked: whole,
  exited: whole,
  failed: whole,
  dropped: record({ maxServers: whole, maxServersPerSource: whole, fork: whole }),
  acceptFailures: whole,
  generation: whole,
  eventsLost: whole,
  spare: whole,
  anonymousKb: whole,
})

const VALUES: Record<Ask, Check> = { stats, reload: whole, detach: whole }

/** Returns it, or throws for what only a program gone wrong can have said. */
export const checkMessage = (said: unknown): Message => {
  message(said, 'message')
  return said as Message
}

/** Throws if it is none to the question. */
export const checkAnswer = (asked: Ask, answer: Answer): void => {
  if (answer.error === undefined) VALUES[asked](answer.value, 'answer.value')
}
