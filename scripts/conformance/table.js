// The statements in docs/conformance.md: the rows of its tables that begin with an id.

const ROW = /^\| *([A-Z]\d\d) *\|(.*)\|$/
// A bar that is part of a text.
const CELL = /(?<!\\)\|/

exports.readTable = (markdown) =>
  markdown.split('\n').flatMap((line) => {
    const [, id, rest] = ROW.exec(line) ?? []
    if (id === undefined) return []
    const cells = rest.split(CELL).map((cell) => cell.trim())
    if (cells.length !== 3) throw new Error(`${id} has ${cells.length + 1} columns instead of 4`)
    const [statement, source, here] = cells
    return [{ id, statement, source, here }]
  })
