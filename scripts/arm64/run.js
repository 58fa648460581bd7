// Runs, in the guest, what depends on the machine: registers, system calls and their records, signals, memory.
// Ends with 0 if all passed.
//   run.js [PART of a name]    only those
//   run.js short               a few of each kind, in a tenth of the time
const { spawn } = require('node:child_process')
const path = require('node:path')

const jest = path.join(__dirname, 'jest.js')
const tests = (name, pattern) => [jest, `dist/test/${name}.test.js`, ...(pattern ? [pattern] : [])]

// While the guest has nothing else to do: what depends on instants.
const ALONE = [tests('posix/signals-storm', 'no wake-up|poll')]

// Two at a time, the longest first. Left out is what needs programs that the guest has not (Python, a
// compiler, a netcat with -N, a shell that SIGQUIT ends), and of many alike all but some.
const TOGETHER = [
  tests('fork/fidelity-used', 'one child after another'),
  tests('posix/signals-delivery', 'in the read (a signal that|each)|a blocking call'),
  tests('posix/signals-flags', 'in the read|children that end stay|a child that stops'),
  tests('server/serving', 'one client after|blocking|every fork'),
  tests('fork/isolation', '^(?!.*descriptors)'),
  tests('fork/signals', 'signal listener.*(to itself|to both)|three caught'),
  ['dist/test/soak/soak.js', '40'],
  tests('fork/anywhere', 'fork.. in (data of a socket|a signal listener):'),
  tests('fork/refusals', 'waiting|thread pool'),
  tests('fork/threads', 'as it is|=64'),
  tests('posix/signals-edges', 'SIGBUS|SIGSEGV|child of fork'),
  tests('server/clients', ': node'),
  tests('fork/inherited', 'everything'),
  tests('posix/wait', 'any of 8|processor time|a stop and'),
  tests('posix/sockets'),
  tests('posix/poll'),
  tests('posix/errors', '^(?!.*of this platform)'),
  tests('fork/rest'),
]

const SHORT = [
  ['dist/test/soak/soak.js', '10'],
  tests('fork/threads', 'as it is'),
  tests('fork/rest'),
  tests('fork/anywhere', 'data of a socket:'),
  tests('posix/signals-edges', 'SIGSEGV|child of fork'),
  tests('posix/wait', 'a stop and'),
  tests('posix/poll'),
]

const failed = []

const run = (args) =>
  new Promise((resolve) => {
    const began = performance.now()
    const title = args.filter((arg) => arg !== jest).join(' ')
    const program = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    program.once('close', (code, signal) => {
      const seconds = Math.round((performance.now() - began) / 1000)
      console.log(
        `${code === 0 ? 'passed' : `FAILED (${code ?? signal})`}: ${title} (${seconds} s)`,
      )
      if (code !== 0) failed.push(title)
      resolve()
    })
  })

const inTurn = async (list) => {
  for (let args = list.shift(); args !== undefined; args = list.shift()) await run(args)
}

const chosen = (part) => {
  if (part === 'short') return [[], SHORT]
  return [ALONE, TOGETHER].map((list) => list.filter((args) => args.join(' ').includes(part)))
}

const main = async () => {
  const [alone, together] = chosen(process.argv[2] ?? '')
  await inTurn(alone)
  await Promise.all([inTurn(together), inTurn(together)])
  for (const title of failed) console.log(`FAILED: ${title}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}

main()
