// Handles of a top process: closed in a process that was cleaned, unharmed in the top process.
import { about, runProgram } from '../helpers/program'

test.each([
  'TCP server',
  'unref TCP server',
  'UNIX server',
  'TCP socket',
  'socket that is closing',
  'UDP socket',
  'fs.watch',
  'fs.watchFile',
  'child process',
  'signal listener',
  'MessagePort',
  'BroadcastChannel',
])(
  '%s: goes on in the parent; the child has nothing of it, hears nothing, and ends',
  async (kind) => {
    const lines = await runProgram('server/handles', [kind])
    const [child, cleaned] = [about(lines, 'child')[0], about(lines, 'cleaned')[0]]
    expect({ fired: child?.fired, sockets: cleaned?.more }).toEqual({ fired: [], sockets: 0 })
    expect(about(lines, 'parent')[0]?.fired).not.toEqual([])
    expect(about(lines, 'empty')).toHaveLength(1)
    expect(about(lines, 'reaped')).toEqual([expect.objectContaining({ end: 0 })])
  },
)

test("a UNIX-domain server's path is there when the child has closed its copy", async () => {
  const lines = await runProgram('server/handles', ['UNIX server'])
  expect(about(lines, 'left')[0]?.names).toEqual(['file'])
})
