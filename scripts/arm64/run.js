// Runs, in the guest, what depends on the machine: registers, system calls and their records, signals, memory.
// Ends with 0 if all passed.
//   run.js [PART of a name]    only those
const { spawn } = require('node:child_process')
const path = require('node:path')

const jest = path.join(__dirname, 'jest.js')
const tests = (name, pattern) => [jest, `dist/test/${name}.test.js`, ...(pattern ? [pattern] : [])]

// While the guest has nothing else to do: what depends on instants.
const ALONE = [tests('posix/signals-storm', 'no wake-up|poll')]

// Two at a time, the longest first. What is left out needs programs that the guest has not, or as much
// time as all the rest.
const TOGETHER = [
  tests('fork/fidelity-used', '^(?!.*(machine code is|one after another in one))'),
  tests('posix/signals-delivery', '^(?!.*(10 000|helper thread))'),
  tests('posix/signals-flags'),
  tests('fork/isolation'),
  tests('fork/anywhere', 'in (a timer|data of a socket|fs.readFile|a signal listener):'),
  tests('fork/signals', 'in a signal listener|three caught'),
  tests('posix/signals-coexistence', 'order SH|all of it|SIG_DFL kills'),
  ['dist/test/soak/soak.js', '40'],
  tests('fork/refusals', 'older than|thread pool'),
  tests('fork/threads', 'as it is|=64|300 MB'),
  tests('fork/inherited'),
  tests('server/serving'),
  tests('server/clients', 'Half|node:|: node|noDelay'),
  tests('posix/signals-edges'),
  tests('posix/sigprocmask'),
  tests('posix/wait'),
  tests('posix/sockets'),
  tests('posix/poll'),
  tests('posix/process'),
  tests('posix/descriptors'),
  tests('posix/descriptor-passing'),
  tests('posix/errors'),
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

const main = async () => {
  const [alone, together] = [ALONE, TOGETHER].map((list) =>
    list.filter((args) => args.join(' ').includes(process.argv[2] ?? '')),
  )
  await inTurn(alone)
  await Promise.all([inTurn(together), inTurn(together)])
  for (const title of failed) console.log(`FAILED: ${title}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}

main()
