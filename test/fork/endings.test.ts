// A forked child ends as any Node process does: the same program is run without fork() beside it.
import { endings } from '../fixtures/fork/ways-to-end'
import { runInSession } from '../helpers/run-in-session'

const SMALL_HEAP_MB = '24'

interface End {
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** What the listeners for the end saw. */
  listeners: string
  /** The message on standard error, without the stack of whoever called. */
  message: string
}

const run = (manner: string, ending: string) =>
  runInSession('fork/endings', [manner, ending], {
    env: { ...process.env, NODE_OPTIONS: `--max-old-space-size=${SMALL_HEAP_MB}` },
  })

// The lines above the stack; addresses, pids and times differ between any two runs.
const messageIn = (stderr: string) => {
  const lines = stderr.split('\n')
  const stack = lines.findIndex((line) => /^ {4}at /.test(line))
  if (stack === -1) return stderr.includes('heap out of memory') ? 'heap out of memory' : ''
  return lines.slice(0, stack).join('\n')
}

const plain = async (ending: string): Promise<End> => {
  const { stdout, stderr, code, signal } = await run('plain', ending)
  return { exitCode: code, signal, listeners: stdout, message: messageIn(stderr) }
}

const forked = async (ending: string): Promise<End> => {
  const { stdout, stderr, code } = await run('forked', ending)
  if (code !== 0) throw new Error(`the parent ended with ${code}\n${stdout}${stderr}`)
  const at = stdout.lastIndexOf('{')
  const status = JSON.parse(stdout.slice(at))
  return { ...status, listeners: stdout.slice(0, at), message: messageIn(stderr) }
}

test.each(Object.keys(endings))('%s ends a child as it ends any process', async (ending) => {
  const [expected, seen] = await Promise.all([plain(ending), forked(ending)])
  expect(seen).toEqual(expected)
})

// So that the comparison above does not compare nothing with nothing.
test.each([
  ['process.exit(7)', { exitCode: 7, signal: null, listeners: 'exit 7\n' }],
  ['an empty loop', { exitCode: 0, signal: null, listeners: 'beforeExit 0\nexit 0\n' }],
  ['an uncaught exception', { exitCode: 1, message: expect.stringContaining('not caught') }],
  ['an unhandled rejection', { exitCode: 1, message: expect.stringContaining('not handled') }],
  ['process.abort()', { exitCode: null, signal: 'SIGABRT', listeners: '' }],
  ['too large a heap', { exitCode: null, signal: 'SIGABRT', message: 'heap out of memory' }],
  ['SIGKILL of its own', { exitCode: null, signal: 'SIGKILL', listeners: '' }],
])('%s has the status and the message it must have', async (ending, expected) => {
  expect(await forked(ending)).toMatchObject(expected)
})

test('the stack of an uncaught exception is on standard error', async () => {
  const { stderr } = await run('forked', 'an uncaught exception')
  expect(stderr).toMatch(/TypeError: not caught\n {4}at .*ways-to-end\.js/)
})
