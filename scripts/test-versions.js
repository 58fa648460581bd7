// Runs the fork tests and a short soak with each version of Node that is supported, or with those
// named (`npm run test:versions -- 22 26`). The addon is built once: it uses nothing but Node-API.
const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const VERSIONS = require('./node-versions.json')

// What depends on the inner life of Node.
const FOLDERS = [
  'test/fork',
  'test/hub/rendezvous',
  'test/server/(clean|hub|isolation|serving|starting|stopping|tls|warming)',
]
const SOAK_CHILDREN = '200'
const root = path.resolve(__dirname, '..')
const cache = path.join(root, 'node_modules/.cache/node-versions')

const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
    .status === 0

const versionOf = (binary) => spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout?.trim()

// The package `node` fetches the one of the platform in an install script, which npm may block.
const obtain = (version) => {
  const name = `node-${process.platform}-${process.arch}`
  const folder = path.join(cache, version)
  const binary = path.join(folder, 'node_modules', name, 'bin/node')
  if (versionOf(binary) === `v${version}`) return binary
  fs.mkdirSync(folder, { recursive: true })
  const options = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts']
  run('npm', ['install', ...options, `${name}@${version}`])
  return versionOf(binary) === `v${version}` ? binary : undefined
}

const passed = (ok) => (ok ? 'passed' : 'FAILED')

const test = (version) => {
  const start = Date.now()
  const binary = obtain(version)
  if (binary === undefined) return { version, tests: 'no binary', soak: 'no binary', seconds: 0 }
  const tests = run(process.execPath, [require.resolve('jest/bin/jest'), ...FOLDERS], {
    TEST_NODE: binary,
  })
  const soak = run(binary, ['dist/test/soak/soak.js', SOAK_CHILDREN])
  const seconds = Math.round((Date.now() - start) / 1000)
  return { version, tests: passed(tests), soak: passed(soak), seconds }
}

const majors = process.argv.slice(2)
const unknown = majors.filter((major) => !(major in VERSIONS))
if (unknown.length > 0) {
  console.error(`Expected some of ${Object.keys(VERSIONS).join(', ')}; got ${unknown.join(', ')}`)
  process.exit(2)
}
const wanted = majors.length > 0 ? majors : Object.keys(VERSIONS)
const results = wanted.map((major) => test(VERSIONS[major]))
console.table(results)
process.exitCode = results.every(({ tests, soak }) => tests === soak && tests === 'passed') ? 0 : 1
