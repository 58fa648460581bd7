// fork() that fails now and then: whoever cannot be served is told so, and everybody is counted.
import { eachClient } from '../helpers/client'
import { withFaults } from '../helpers/faults'
import { about, startProgram } from '../helpers/program'
import { startServer, talk } from '../helpers/server'
import { finalStatsOf } from '../helpers/stats'

const CLIENTS = 30

/** One client after the other, and what each reads. */
const answers = async (port: number, count: number): Promise<string[]> => {
  const read: string[] = []
  await eachClient(count, 1, async (client) => {
    read[client] = await talk({ port, host: '127.0.0.1' }, `client ${client}`)
  })
  return read
}

describe.each(['EAGAIN', 'ENOMEM'])('%s', (code) => {
  test('every third client is told, the others are served, and no place is lost', async () => {
    const server = await startServer(
      { handler: 'echo', options: { refusal: 'come again', maxServers: 1 }, events: ['drop'] },
      { launcher: withFaults(`clone:${code}:fork:depth=1:every=3`) },
    )
    const read = await answers(server.port, CLIENTS)
    expect(read).toEqual(read.map((_, at) => (at % 3 === 2 ? 'come again' : `client ${at}`)))
    const [forked, told] = [(CLIENTS / 3) * 2, CLIENTS / 3]
    expect(await finalStatsOf(server)).toMatchObject({
      forked,
      exited: forked,
      failed: 0,
      dropped: { fork: told },
    })
    const drops = about(server.program.lines, 'drop')
    expect(drops).toHaveLength(told)
    expect(drops[0]).toMatchObject({ reason: 'fork', error: expect.stringContaining(code) })
    await server.stop()
  })

  test('a server that cannot start says so, and starts when it can', async () => {
    const program = startProgram('server/serve', [JSON.stringify({ handler: 'echo' })], {
      launcher: withFaults(`clone:${code}:fork:depth=0:nth=1`),
    })
    expect(await program.said('failed')).toMatchObject({ code, syscall: 'fork' })
    program.tell('listen')
    await program.said('listening')
    program.tell('close 0')
    await program.said('closed')
    program.tell('exit')
    expect(await program.end()).toMatchObject({ code: 0, stderr: '' })
  })
})
