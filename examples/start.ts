// npm start -- [echo | chat | flowchart] [port] ...
import path from 'node:path'

const EXAMPLES = ['echo', 'chat', 'flowchart']

const [first = 'echo', ...rest] = process.argv.slice(2)
const [name, args] = /^\d+$/.test(first) ? ['echo', [first, ...rest]] : [first, rest]
if (!EXAMPLES.includes(name)) {
  console.error(`usage: npm start -- [${EXAMPLES.join(' | ')}] [port]`)
  process.exit(64)
}
process.argv.splice(1, process.argv.length, path.join(__dirname, `${name}.js`), ...args)
require(`./${name}`)
