import { Fifo } from '../../lib/hub/fifo'

test('what went in comes out, in the same order, whatever happens in between', () => {
  const fifo = new Fifo<number>()
  let next = 0
  let expected = 0
  for (const [pushes, shifts] of [
    [3, 1],
    [5000, 4000],
    [0, 1002],
    [10, 10],
    [3000, 2999],
  ] as const) {
    for (let count = 0; count < pushes; count++) fifo.push(next++)
    for (let count = 0; count < shifts; count++) expect(fifo.shift()).toBe(expected++)
    expect(fifo.size).toBe(next - expected)
  }
})

test('an empty one gives undefined, and works afterwards', () => {
  const fifo = new Fifo<string>()
  expect(fifo.shift()).toBeUndefined()
  fifo.push('x')
  expect([fifo.shift(), fifo.shift(), fifo.size]).toEqual(['x', undefined, 0])
})
