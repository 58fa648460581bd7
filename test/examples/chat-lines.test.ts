import { harmless, LineReader } from '../../examples/chat/lines'

const read = (...chunks: (string | number[])[]) => {
  const reader = new LineReader()
  const lines = chunks.flatMap((chunk) => reader.push(Buffer.from(chunk as string)))
  return [...lines, ...reader.end()]
}

const texts = (...chunks: (string | number[])[]) => read(...chunks).map(({ text }) => text)

const bytes = (...parts: (string | number)[]) =>
  parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : [part]))

test.each([
  { title: 'newlines', input: 'one\ntwo\n', lines: ['one', 'two'] },
  { title: 'carriage returns before them', input: 'one\r\ntwo\r\n', lines: ['one', 'two'] },
  { title: 'a last line without newline', input: 'one\ntwo', lines: ['one', 'two'] },
  { title: 'empty lines', input: '\n\r\n  \n', lines: ['', '', ''] },
  { title: 'nothing', input: '', lines: [] },
  { title: 'more than ASCII', input: 'žluťoučký 🙂\n', lines: ['žluťoučký 🙂'] },
  { title: 'a tab', input: 'a\tb\n', lines: ['a b'] },
])('$title', ({ input, lines }) => {
  expect(texts(input)).toEqual(lines)
  expect(texts(...bytes(input).map((byte) => [byte]))).toEqual(lines)
})

test.each([
  { title: 'colours and cursor movements', input: '\u001b[31mred\u001b[2J\n', line: '[31mred[2J' },
  { title: 'a bell, a backspace, a delete', input: 'a\u0007b\bc\u007f\n', line: 'abc' },
  { title: 'C1 controls', input: 'a\u009b31mb\n', line: 'a31mb' },
  { title: 'changes of direction', input: 'a\u202eb\u2066c\n', line: 'abc' },
])('$title do not come through', ({ input, line }) => {
  expect(texts(input)).toEqual([line])
})

test('bytes that are no UTF-8 become replacement characters', () => {
  expect(texts(bytes('a', 0xc3, 'b', 0x80, '\n'))).toEqual(['a\ufffdb\ufffd'])
})

test.each([
  { title: 'a command', input: bytes('a', 255, 241, 'b\n') },
  { title: 'a command with an option', input: bytes('a', 255, 253, 1, 'b\n') },
  { title: 'parameters', input: bytes('a', 255, 250, 31, 0, 80, 255, 255, 10, 255, 240, 'b\n') },
  { title: 'a doubled IAC', input: bytes('a', 255, 255, 'b\n') },
])('telnet: $title does not come through, in one piece and byte by byte', ({ input }) => {
  expect(texts(input)).toEqual(['ab'])
  expect(texts(...input.map((byte) => [byte]))).toEqual(['ab'])
})

test.each([
  { title: '1000 characters', input: 'x'.repeat(1000), cut: false },
  { title: '1001 characters', input: 'x'.repeat(1001), cut: true },
  { title: '1000 characters of four bytes', input: '🙂'.repeat(1000), cut: false },
  { title: '1001 characters of four bytes', input: '🙂'.repeat(1001), cut: true },
  { title: 'a megabyte', input: 'x'.repeat(1024 * 1024), cut: true },
])('of $title at most 1000 are left, and the next line is whole', ({ input, cut }) => {
  const lines = read(`${input}\nnext\n`)
  expect(lines.map(({ text }) => [...text].length)).toEqual([1000, 4])
  expect(lines).toMatchObject([{ cut }, { text: 'next', cut: false }])
})

test('what is harmless stays as it is', () => {
  expect(harmless('<ann> 1 < 2 && "ž" 👩‍👩‍👧')).toBe('<ann> 1 < 2 && "ž" 👩‍👩‍👧')
})
