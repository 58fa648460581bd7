// All 65536 status words, against the macros of wait(2).
import { execFileSync } from 'node:child_process'
import os from 'node:os'

import { decodeWaitStatus } from '../../lib'

const CONTINUED = 0xffff
const words = Array.from({ length: 0x10000 }, (_, word) => word)

// A low byte of 0xff is a stop with a core image, which no kernel reports; only 0xffff has a meaning.
const isPossible = (word: number) => (word & 0xff) !== 0xff || word === CONTINUED

const facts = (word: number) => {
  const { exitCode, signal, stopSignal, continued } = decodeWaitStatus(word)
  return [exitCode !== null, signal !== null, stopSignal !== null, continued].filter(Boolean).length
}

const tuple = (word: number) => {
  const { exitCode, signal, coreDumped, stopSignal, continued } = decodeWaitStatus(word)
  return [exitCode, signal, coreDumped, stopSignal, continued]
}

test('exactly one of exited, killed, stopped and continued is true of every word', () => {
  expect(words.filter(isPossible).filter((word) => facts(word) !== 1)).toEqual([])
})

test('nothing is true of a word that no kernel makes', () => {
  const impossible = words.filter((word) => !isPossible(word))
  expect(impossible).toHaveLength(255)
  expect(impossible.filter((word) => facts(word) !== 0)).toEqual([])
})

test('an exit code is the high byte', () => {
  for (let code = 0; code < 256; code++) {
    expect(tuple(code << 8)).toEqual([code, null, false, null, false])
  }
})

test.each(Object.entries(os.constants.signals))('%s kills and stops by its number', (_, number) => {
  const { signal } = decodeWaitStatus(number)
  expect(os.constants.signals[signal as NodeJS.Signals]).toBe(number)
  expect(tuple(number)).toEqual([null, signal, false, null, false])
  expect(tuple(number | 0x80)).toEqual([null, signal, true, null, false])
  expect(tuple((number << 8) | 0x7f)).toEqual([null, null, false, signal, false])
})

test.each([
  [6, 'SIGABRT'],
  [17, 'SIGCHLD'],
  [37, 'SIG37'],
])('signal %d is called %s', (number, name) => {
  expect(decodeWaitStatus(number).signal).toBe(name)
})

test('0xffff is a child that SIGCONT continued', () => {
  expect(tuple(CONTINUED)).toEqual([null, null, false, null, true])
})

const MACROS = `
import json, os
print(json.dumps([
    [os.WEXITSTATUS(w) if os.WIFEXITED(w) else None,
     os.WTERMSIG(w) if os.WIFSIGNALED(w) else None,
     os.WIFSIGNALED(w) and os.WCOREDUMP(w),
     os.WSTOPSIG(w) if os.WIFSTOPPED(w) else None,
     os.WIFCONTINUED(w)] for w in range(65536)]))
`

// node-gyp has compiled the addon with the same python3.
test('the macros of the C library say the same of every word that it can meet', () => {
  const numbered = (name: unknown) =>
    typeof name === 'string'
      ? (os.constants.signals[name as NodeJS.Signals] ?? Number(name.slice(3)))
      : name
  const expected = JSON.parse(
    execFileSync('python3', ['-c', MACROS], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
  ) as unknown[][]
  const differing = words
    .filter(isPossible)
    .filter((word) => JSON.stringify(tuple(word).map(numbered)) !== JSON.stringify(expected[word]))
  expect(differing).toEqual([])
})
