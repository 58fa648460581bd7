// Our handlers beside libuv's: child_process and process.on.
import { spawnFixture } from '../helpers/spawn-fixture'

describe('child_process', () => {
  // H hears the late child, too, unless it was removed. One signal may stand for two children, never for none.
  test.each([
    ['S', 0],
    ['H', 1],
    ['SH', 2],
    ['HS', 2],
    ['SHS', 3],
    ['HSH', 2],
    ['HD', 0],
    ['SHD', 0],
    ['SHDS', 0],
    ['HSD', 0],
    ['SD', 0],
    ['HDS', 0],
    ['SHP', 0],
    ['SHPS', 0],
    ['SHDSH', 3],
  ])('reports every exit in the order %s', async (order, calls) => {
    const fixture = spawnFixture('children-beside-handler', { args: [order] })
    const statuses = [...order].filter((step) => step === 'S').map(() => '0')
    expect(await fixture.line()).toBe([...statuses, '3'].join(' '))
    expect(await fixture.line()).toBe(`${calls}`)
    expect(await fixture.exited).toEqual({ code: 0, signal: null })
  })
})

describe('a process.on listener and our handler', () => {
  test.each([
    ['LH', 'HL', 'both hear it, the listener first'],
    ['HL', 'HL', 'both hear it, the handler first'],
    ['LHl', 'H', 'ours goes on when the listener is removed'],
    ['HLl', 'H', 'ours goes on when a later listener is removed'],
    ['HLlL', 'HL', 'a listener that is added again hears it'],
    ['LHH', 'HL', 'installing ours again keeps the listener'],
    ['LHlLH', 'HL', 'all of it in turn'],
    ['HI', 'nobody', 'SIG_IGN silences ours'],
    ['LHI', 'nobody', 'SIG_IGN silences both'],
    ['HIL', 'L', 'a listener after SIG_IGN hears it'],
    ['HILH', 'HL', 'a listener after SIG_IGN and ours again'],
    ['HIH', 'H', 'ours after SIG_IGN'],
    ['HDL', 'L', 'a listener after SIG_DFL'],
    ['HDLH', 'HL', 'a listener after SIG_DFL, and ours again'],
    ['LHDH', 'HL', 'ours after SIG_DFL has the listener back'],
  ])('%s: %s heard it (%#: %s)', async (steps, heard) => {
    const fixture = spawnFixture('listeners-beside-handler', { args: [steps] })
    expect(await fixture.line()).toBe(heard)
    expect(await fixture.exited).toEqual({ code: 0, signal: null })
  })

  test('SIG_DFL kills, though both had listened', async () => {
    const fixture = spawnFixture('listeners-beside-handler', { args: ['LHD'] })
    expect(await fixture.exited).toEqual({ code: null, signal: 'SIGUSR2' })
  })

  test('a listener and ours, both removed, leave the default action', async () => {
    const fixture = spawnFixture('listeners-beside-handler', { args: ['LHlD'] })
    expect(await fixture.exited).toEqual({ code: null, signal: 'SIGUSR2' })
  })
})
