// A signal is heard by the process it was sent to, once, and by no other.
import { about, runProgram } from '../helpers/program'

const ALL = ['SIGHUP', 'SIGTERM', 'SIGUSR2']

const scenarios: [scenario: string, parent: string[], child: string[]][] = [
  ['sent to the child', [], ALL],
  ['sent to the parent', ALL, []],
  ['sent by the child to itself', [], ALL],
  ['sent to both', ALL, ALL],
  ['sent to a child that does not run its loop', [], ALL],
  ['caught by the parent before the fork', ALL, []],
  ['caught by the parent before the fork, and sent to the child', ALL, ALL],
  ['caught by the parent before the fork, and sent by the child to itself', ALL, ALL],
]

const expectHeard = async (scenario: string, place: string, parent: string[], child: string[]) => {
  const lines = await runProgram('fork/signals', [scenario, place])
  expect({
    parent: about(lines, 'parent').map(({ heard }) => heard),
    child: about(lines, 'child').map(({ heard }) => heard),
    ended: about(lines, 'reaped').map(({ ended }) => ended),
  }).toEqual({ parent: [parent], child: [child], ended: [0] })
}

describe.each([
  'the main script',
  'a timer',
  'data of a socket',
  'fs.readFile',
  'fs.watch',
  'a signal listener',
])('after a fork in %s, signals', (place) => {
  test.each(scenarios)('%s: parent hears %j, child %j', async (scenario, parent, child) => {
    await expectHeard(scenario, place, parent, child)
  })
})

test.each([
  ['sent to nobody', []],
  ['sent to the child', ALL],
  ['sent by the child to itself', ALL],
])(
  'three caught at once, a fork in the listener of the first, and then some %s: the child hears %j',
  async (scenario, child) => {
    await expectHeard(scenario, 'the first of three signals', ['SIGHUP', 'SIGTERM'], child)
  },
)
