// Runs one test file without the rest of jest around it: its heart, jest-circus, and its expect() are all that
// our tests need, and start ten times as fast.
//   jest.js FILE [PATTERN]    the tests whose titles match
const circus = require('jest-circus')
const { expect } = require('expect')
const path = require('node:path')

const LIMIT_MS = 600_000

const [file, pattern] = process.argv.slice(2)
const { describe, test, beforeAll, beforeEach, afterAll, afterEach } = circus
Object.assign(globalThis, { describe, test, expect, beforeAll, beforeEach, afterAll, afterEach })

const counts = { passed: 0, failed: 0 }

const titleOf = ({ name, parent }) => (parent ? [...titleOf(parent), name] : [])

circus.addEventHandler(({ name, test: done }) => {
  if (name !== 'test_done') return
  const failed = done.errors.length > 0
  counts[failed ? 'failed' : 'passed']++
  console.log(`  ${failed ? 'FAILED' : 'ok'} ${titleOf(done).join(' ')} (${done.duration} ms)`)
  for (const [error, where] of done.errors.map((each) => [each].flat())) {
    console.log(error?.stack ?? where ?? error)
  }
})

const state = circus.getState()
state.testTimeout = LIMIT_MS
if (pattern !== undefined) state.testNamePattern = new RegExp(pattern)
require(path.resolve(file))

circus.run().then(({ unhandledErrors }) => {
  for (const error of unhandledErrors) console.log(error)
  counts.failed += unhandledErrors.length
  console.log(`${file}: ${counts.passed} passed, ${counts.failed} failed`)
  process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1)
})
