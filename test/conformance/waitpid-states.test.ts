// Nothing yet, a stop, a continuation, the end.
import { see } from '../helpers/conformance'

const NOTHING = {
  exitCode: null,
  signal: null,
  coreDumped: false,
  stopSignal: null,
  continued: false,
}

test('W03 WNOHANG on a child that runs returns undefined, in less than half a second', async () => {
  const { tookMs, ...told } = await see<{ tookMs: number }>('waitpid-states', 'W03')
  expect(told).toEqual({ results: ['none', 'none'], end: 'SIGKILL' })
  expect(tookMs).toBeLessThan(500)
})

test('W04 polling with WNOHANG gives nothing until the end, then the child once, then ECHILD', async () => {
  expect(await see('waitpid-states', 'W04')).toEqual({
    before: ['none'],
    pid: true,
    exitCode: 4,
    after: ['ECHILD', 'ECHILD'],
  })
})

test('W11 a stop is reported with WUNTRACED only: the signal, and neither an exit nor a death', async () => {
  expect(await see('waitpid-states', 'W11')).toEqual({
    unasked: 'none',
    asked: { pid: true, ...NOTHING, stopSignal: 'SIGSTOP' },
    end: 'SIGKILL',
  })
})

test('W12 a continuation is reported with WCONTINUED only, and then the exit as ever', async () => {
  expect(await see('waitpid-states', 'W12')).toEqual({
    unasked: ['none', 'none'],
    asked: { pid: true, ...NOTHING, continued: true },
    end: 42,
  })
})

test('W13 WNOHANG and WUNTRACED return undefined while nothing has changed, or nothing new', async () => {
  expect(await see('waitpid-states', 'W13')).toEqual({
    running: 'none',
    reportedAlready: 'none',
    end: 'SIGKILL',
  })
})
