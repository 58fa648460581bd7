// stdin, stdout and stderr of a process that was cleaned.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { node, runProgram, startProgram } from '../helpers/program'

const program = path.resolve(__dirname, '../../dist/test/fixtures/server/output.js')

const SAID = ['parent', 'child', 'reaped 0']

test('console writes to pipes in the child, which ends, though the parent reads stdin', async () => {
  const { lines, stderr, code } = await startProgram('server/output', ['0']).end()
  expect(lines.map(({ what }) => what)).toEqual(['parent', 'much', 'child', 'reaped 0'])
  expect({ stderr, code }).toEqual({ stderr: `${SAID.join('\n')}\n`, code: 0 })
})

test('console writes to files in the child', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-output-'))
  const file = path.join(folder, 'output')
  try {
    const output = fs.openSync(file, 'a')
    execFileSync(node, [program, '0'], { stdio: ['ignore', output, output] })
    fs.closeSync(output)
    const lines = fs.readFileSync(file, 'utf8').split('\n')
    expect(lines.filter((line) => !line.startsWith('{') && line !== '')).toEqual(SAID)
    expect(lines.filter((line) => line.includes('"child"'))).toHaveLength(1)
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})

test('console writes to a terminal in the child', () => {
  const command = `'${node}' '${program}' 0`
  const output = execFileSync('script', ['-qefc', command, '/dev/null'], { encoding: 'utf8' })
  const lines = output.split('\r\n').filter((line) => line !== '' && !line.startsWith('{'))
  expect(lines).toEqual(SAID)
  expect(output.split('"child"')).toHaveLength(2)
})

test('what the parent had still to write is written once, and the child can write as much', async () => {
  const lines = await runProgram('server/output', ['1000000'])
  const [parent] = lines.map(({ pid }) => pid)
  const said = (isParent: boolean) =>
    lines.filter(({ pid }) => (pid === parent) === isParent).map(({ what }) => what)
  expect(said(true)).toEqual(['parent', 'much', 'reaped 0'])
  expect(said(false)).toEqual(['child', 'much'])
})
