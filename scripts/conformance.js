// Runs test/conformance and compares what has passed with the table of docs/conformance.md. With
// letters, `npm run test:conformance -- F K`, only the statements of these families.
const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { judge, isGreen } = require('./conformance/judge')
const { readTable } = require('./conformance/table')

const root = path.resolve(__dirname, '..')

const runJest = () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-conformance-'))
  const report = path.join(folder, 'report.json')
  const args = ['test/conformance', '--json', `--outputFile=${report}`]
  // Its own report goes to stderr; the JSON that it prints besides is in the file already.
  spawnSync(process.execPath, [require.resolve('jest/bin/jest'), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const { testResults } = JSON.parse(fs.readFileSync(report, 'utf8'))
  fs.rmSync(folder, { recursive: true })
  return testResults
}

const testsIn = (results) =>
  results.flatMap(({ name, message, status, assertionResults }) => {
    const file = path.basename(name)
    // A file that cannot even be loaded has no tests.
    if (status === 'failed' && assertionResults.length === 0) {
      return [{ file, title: message.split('\n')[0], ancestors: [], status }]
    }
    return assertionResults.map((result) => ({
      file,
      title: result.title,
      ancestors: result.ancestorTitles,
      status: result.status,
    }))
  })

const print = (verdict) => {
  console.log('\nWithout a test here, or met in another way:')
  for (const { id, here } of verdict.reasons) console.log(`  ${id}  ${here}`)
  if (verdict.problems.length > 0) console.log('\nProblems:')
  for (const problem of verdict.problems) console.log(`  ${problem}`)
  const { passed, failed, untested, oracle } = verdict
  console.log()
  console.table({
    'statements passed': passed.length,
    'statements failed': failed.length,
    'statements without a test': untested.length,
    [`${oracle.judge}, agreeing`]: `${oracle.passed} of ${oracle.all}`,
  })
}

const families = process.argv.slice(2)
const table = readTable(fs.readFileSync(path.join(root, 'docs/conformance.md'), 'utf8'))
const verdict = judge(table, testsIn(runJest()), families)
print(verdict)
process.exitCode = isGreen(verdict) ? 0 : 1
