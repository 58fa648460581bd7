// What the tests that ran say about the statements of the table. Pure.

const ID = /^([A-Z]\d\d)\b/
// "test", and perhaps how we meet the statement in another way: "test; EINVAL is a RangeError here".
const TESTED = /^test(;|$)/
const ORACLE = /^oracle\b/

const isOracle = ({ ancestors: [first = ''] }) => ORACLE.test(first)

const byId = (tests) => {
  const found = new Map()
  for (const test of tests) {
    const id = ID.exec(test.title)?.[1]
    if (id !== undefined) found.set(id, [...(found.get(id) ?? []), test])
  }
  return found
}

const isInFamilies = (families) => (id) => families.length === 0 || families.includes(id[0])

/** Wrong in itself, whatever the table says. */
const problemsOfTests = (tests, isAsked) =>
  tests
    .filter(({ title }) => isAsked(ID.exec(title)?.[1] ?? title))
    .flatMap(({ title, file, status }) => {
      const named = ID.test(title) ? [] : [`a test without an id: "${title}" (${file})`]
      return status === 'passed' ? named : [...named, `${status}: ${title} (${file})`]
    })

const problemsOfRow = ({ id, here }, tests = []) => {
  if (here === '') return [`${id} has neither a test nor a reason in the table`]
  if (TESTED.test(here))
    return tests.length > 0 ? [] : [`${id} is marked as tested and has no test`]
  return tests.length > 0 ? [`${id} has a test and a reason why it has none`] : []
}

const doubles = (rows) =>
  rows.filter(({ id }, at) => rows.findIndex((row) => row.id === id) !== at).map(({ id }) => id)

exports.judge = (table, allTests, families = []) => {
  const isAsked = isInFamilies(families)
  const rows = table.filter(({ id }) => isAsked(id))
  const tests = allTests.filter((test) => !isOracle(test))
  const oracle = allTests.filter(isOracle)
  const found = byId(tests)
  const known = new Set(table.map(({ id }) => id))
  const unknown = [...found.keys()].filter((id) => isAsked(id) && !known.has(id))
  const hasPassed = ({ status }) => status === 'passed'
  const tested = rows.filter(({ id }) => found.has(id))
  const ids = (these) => these.map(({ id }) => id)
  const passed = tested.filter(({ id }) => found.get(id).every(hasPassed))
  return {
    passed: ids(passed),
    failed: ids(tested.filter((row) => !passed.includes(row))),
    untested: ids(rows.filter((row) => !tested.includes(row))),
    reasons: rows.filter(({ here }) => here !== 'test' && here !== ''),
    oracle: {
      judge: oracle[0]?.ancestors[0] ?? 'oracle',
      all: oracle.length,
      passed: oracle.filter(hasPassed).length,
    },
    problems: [
      ...doubles(rows).map((id) => `${id} is in the table twice`),
      ...rows.flatMap((row) => problemsOfRow(row, found.get(row.id))),
      ...unknown.map((id) => `${id} has a test and is not in the table`),
      ...problemsOfTests(tests, isAsked),
      ...oracle.filter((test) => !hasPassed(test)).map(({ title }) => `the oracle: ${title}`),
      ...(oracle.length > 0 ? [] : ['the oracle has not run']),
    ],
  }
}

exports.isGreen = ({ problems }) => problems.length === 0
