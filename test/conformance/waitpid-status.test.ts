// Exits, deaths and core images.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { DEADLY, WITH_CORE } from '../fixtures/conformance/common/signals'
import { see } from '../helpers/conformance'
import { compile } from '../helpers/native-program'
import { about, runProgram } from '../helpers/program'

const NOTHING = {
  exitCode: null,
  signal: null,
  coreDumped: false,
  stopSignal: null,
  continued: false,
}

// Short images: the kernel counts one that the limit cuts off as written. The hard limit may be lower.
const WITH_CORES = ['sh', '-c', 'ulimit -c 8 2>/dev/null; exec "$0" "$@"']

const ABORT = `
import os, tempfile
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    pid = os.fork()
    if pid == 0: os.abort()
    print(os.WCOREDUMP(os.waitpid(pid, 0)[1]))
`

/** Whether a process that has nothing to do with us can have the flag on this machine. */
const dumpsCore = (): boolean => {
  const [shell = '', ...rest] = [...WITH_CORES, 'python3', '-c', ABORT]
  return execFileSync(shell, rest, { encoding: 'utf8' }) === 'True\n'
}

test('W07 exit codes 0 to 255 come back, -1 as 255, 128 as 128, 256 as 0', async () => {
  expect(await see('waitpid-status', 'W07')).toEqual({
    codes: Array.from({ length: 256 }, (_, code) => code),
    _exit: [255, 128, 0],
    exit: [255, 128, 0],
  })
})

test('W08 killed by each of 21 signals, raised by itself or sent by its parent: that signal, and no exit', async () => {
  expect(DEADLY).toHaveLength(21)
  expect(await see('waitpid-status', 'W08')).toEqual(
    DEADLY.map((signal) => {
      const death = { ...NOTHING, status: os.constants.signals[signal], signal }
      return { signal, raised: death, killed: death }
    }),
  )
})

test('W09 the core flag is set for 10 of the 21 signals if the machine writes core images, and never for the others', async () => {
  const dumps = dumpsCore()
  if (!dumps) {
    const pattern = fs.readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim()
    console.warn(`W09: an abort() in Python leaves no core image either; core_pattern "${pattern}"`)
  }
  expect(await see('waitpid-status', 'W09', WITH_CORES)).toEqual(
    dumps ? DEADLY.filter((signal) => WITH_CORE.includes(signal)) : [],
  )
})

test('W10 a program that divides by zero died by SIGFPE, a killed child by SIGKILL', async () => {
  const args = ['W10', compile('divide-by-zero')]
  const launcher = ['prlimit', '--core=0']
  const lines = await runProgram('conformance/waitpid-program', args, { launcher })
  expect(about(lines, 'W10').map(({ told }) => told)).toEqual([['SIGFPE', 'SIGKILL']])
})

test('W19 where nothing is ready nothing is told of the child before, nor in the next result', async () => {
  expect(await see('waitpid-status', 'W19')).toEqual({
    peeked: true,
    signal: 'SIGKILL',
    nothing: ['none', 'none'],
    peekedNothing: 0,
    next: { ...NOTHING, status: 0, exitCode: 0 },
  })
})
