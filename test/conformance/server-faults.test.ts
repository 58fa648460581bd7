// Statements on system calls that fail in the daemon process: D22, D23, D24.
import { limitFiles, loadOf, unlimitFiles } from '../helpers/exhaustion'
import { withFaults } from '../helpers/faults'
import { pollUntil } from '../helpers/poll-until'
import { children } from '../helpers/proc'
import { nextLine, startServer, type TestServer, talk } from '../helpers/server'
import { finalStatsOf, statsOf } from '../helpers/stats'

const local = ({ port }: TestServer) => ({ port, host: '127.0.0.1' })

test('D22 a fork() that fails with EAGAIN: that client is closed, its place is not lost, others are served', async () => {
  const server = await startServer(
    { handler: 'echo', options: { maxServers: 1, refusal: 'come again\n' } },
    { launcher: withFaults('clone:EAGAIN:fork:depth=1:nth=2,3') },
  )
  const answers: string[] = []
  for (let count = 0; count < 5; count++) answers.push(await talk(local(server), 'x\n'))
  expect(answers).toEqual(['x\n', 'come again\n', 'come again\n', 'x\n', 'x\n'])
  expect(await finalStatsOf(server)).toMatchObject({ forked: 3, exited: 3, dropped: { fork: 2 } })
  await server.stop()
  expect((await server.program.end()).stderr).toMatch(/no server process: EAGAIN/)
})

test('D23 accept() without a descriptor: no busy loop, nobody is shed, and service returns', async () => {
  const server = await startServer({ handler: 'pid' })
  limitFiles(server.daemonPid)
  const clients = await Promise.all([server.connect(), server.connect(), server.connect()])
  await pollUntil('it has noticed', async () => (await statsOf(server)).acceptFailures > 0)
  expect(await loadOf(server.daemonPid, 1000)).toBeLessThan(0.05)
  expect(children(server.daemonPid)).toEqual([])
  unlimitFiles(server.daemonPid)
  const pids = await Promise.all(clients.map(nextLine))
  expect(new Set(pids).size).toBe(3)
  for (const client of clients) client.end()
  await server.stop(5000)
})

test('D24 ECONNABORTED, EAGAIN and EINTR of accept() are no reason for a word, nor for a pause', async () => {
  const faults = ['ECONNABORTED', 'EAGAIN', 'EINTR'].map(
    (code, at) => `accept4:${code}:depth=1:nth=${at + 2}`,
  )
  const server = await startServer({ handler: 'echo' }, { launcher: withFaults(...faults) })
  for (let count = 0; count < 5; count++) expect(await talk(local(server), 'x')).toBe('x')
  expect(await finalStatsOf(server)).toMatchObject({ forked: 5, acceptFailures: 0 })
  await server.stop()
  expect((await server.program.end()).stderr).toBe('')
})
