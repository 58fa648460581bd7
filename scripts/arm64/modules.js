// Prints the files of other packages that the library and scripts/arm64/jest.js load, with the package.json
// that each is found by.
const fs = require('node:fs')
const path = require('node:path')

const root = path.resolve(__dirname, '../..')
for (const name of ['expect', 'jest-circus', 'node-gyp-build']) require(name)

const files = new Set()
for (const file of Object.keys(require.cache).filter((name) => name.includes('/node_modules/'))) {
  files.add(file)
  for (let folder = path.dirname(file); folder !== root; folder = path.dirname(folder)) {
    const description = path.join(folder, 'package.json')
    if (fs.existsSync(description)) files.add(description)
  }
}
for (const file of files) console.log(path.relative(root, file))
