// npm leaves a platform's package out of package-lock.json if the registry at hand does not carry it,
// and `npm ci` then refuses the lock file everywhere. This adds such entries: run it after each
// `npm install` that changed the lock file.
const fs = require('node:fs')

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'aix']
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32']

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
const before = Object.keys(lock.packages).length

const platform = (name) => {
  const words = name.split(/[-/]/)
  const system = words.find((word) => systems.includes(word))
  const processor = words.find((word) => processors.includes(word))
  return {
    ...(processor && { cpu: [processor] }),
    ...(system && { os: [system] }),
  }
}

for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`
    if (key in lock.packages || !/^\d/.test(version)) continue
    lock.packages[key] = { version, ...platform(name), dev: true, optional: true }
  }
}

const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))
lock.packages = Object.fromEntries(sorted)
fs.writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${Object.keys(lock.packages).length - before} entries added`)
