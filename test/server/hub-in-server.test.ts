// The hub of a server: sessions and the top process talk, whoever of them dies.
import { type HubClient, hubProcesses, joinHub } from '../helpers/hub-client'
import { pollUntil } from '../helpers/poll-until'
import { state } from '../helpers/proc'
import { about, runProgram } from '../helpers/program'
import { startServer, type TestServer } from '../helpers/server'

const GRACE_MS = 10_000

const join = (server: TestServer, count: number): Promise<HubClient[]> =>
  Promise.all(Array.from({ length: count }, () => joinHub(server)))

const useOfTop = async (server: TestServer, ...words: string[]) =>
  (await server.order(`hub ${JSON.stringify(words)}`, 'answer')).value

const heard = (client: HubClient, messages: unknown[]) =>
  pollUntil(`it hears ${messages}`, () => client.messages().length >= messages.length).then(() =>
    expect(client.messages()).toEqual(messages),
  )

test('sessions and the top process hear each other', async () => {
  const server = await startServer({ handler: 'hub' })
  const [one, other] = (await join(server, 2)) as [HubClient, HubClient]
  await useOfTop(server, 'subscribe', 'news')
  await one.use('subscribe', 'news')
  expect(await other.use('publish', 'news', 'from a session')).toBe(2)
  expect(await useOfTop(server, 'publish', 'news', 'from-the-top-process')).toBe(2)
  await heard(one, ['from a session', 'from-the-top-process'])
  await pollUntil('the top process has heard both', () => {
    const messages = about(server.program.lines, 'message').map(({ message }) => message)
    return messages.length === 2 && messages[0] === 'from a session'
  })
  expect(await other.use('claim', 'ann')).toBe(true)
  expect(await one.use('claim', 'ann')).toBe(false)
  for (const client of [one, other]) client.end()
  await server.stop()
})

test('there is no hub process before the first member, one then, and none after close()', async () => {
  const server = await startServer({ handler: 'hub' })
  const silent = await joinHub(server)
  expect(hubProcesses(server)).toEqual([])
  const member = await joinHub(server)
  await member.use('subscribe', 'news')
  await useOfTop(server, 'subscribe', 'news')
  const [hub, ...more] = hubProcesses(server)
  expect(more).toEqual([])
  for (const client of [silent, member]) client.end()
  server.program.tell('close')
  await server.program.said('closed')
  expect(state(hub as number)).toBeUndefined()
  server.program.tell('exit')
  await server.program.end()
})

test('a session that is killed leaves its last will, and its name', async () => {
  const server = await startServer({ handler: 'hub' })
  const [one, other] = (await join(server, 2)) as [HubClient, HubClient]
  await one.use('subscribe', 'lobby')
  await other.use('claim', 'ann')
  await other.use('will', 'lobby', 'ann has left')
  process.kill(other.pid, 'SIGKILL')
  await heard(one, ['ann has left'])
  expect(await one.use('claim', 'ann')).toBe(true)
  one.end()
  await server.stop()
})

test('a client that just goes leaves the last will of its session, too', async () => {
  const server = await startServer({ handler: 'hub' })
  const [one, other] = (await join(server, 2)) as [HubClient, HubClient]
  await one.use('subscribe', 'lobby')
  await other.use('will', 'lobby', 'gone')
  other.end()
  await heard(one, ['gone'])
  one.end()
  await server.stop()
})

test('the hub process is killed, three times: members join the next one, and go on', async () => {
  const server = await startServer({ handler: 'hub', events: ['exit'] })
  const members = (await join(server, 5)) as [HubClient, ...HubClient[]]
  for (const member of members) await member.use('subscribe', 'news')
  await members[0].use('claim', 'ann')
  const expected: string[] = []
  for (const round of [1, 2, 3]) {
    const [hub] = hubProcesses(server)
    process.kill(hub as number, 'SIGKILL')
    await pollUntil('all have joined the next one', () =>
      members.every((member) => member.reconnects() === round),
    )
    expected.push(`round ${round}`)
    expect(await members[0].use('publish', 'news', `round ${round}`)).toBe(5)
    for (const member of members) await heard(member, expected)
    expect(await members[0].use('members', 'news')).toEqual(['ann'])
    expect(hubProcesses(server)).not.toContain(hub)
    expect(hubProcesses(server)).toHaveLength(1)
  }
  for (const member of members) member.end()
  const { stats } = await server.order('stats', 'stats')
  expect(stats).toMatchObject({ forked: 5 }) // hub processes are no sessions
  await server.stop(GRACE_MS)
  expect(about(server.program.lines, 'exit')).toHaveLength(5)
})

test('who uses the hub when the server has stopped is told so, and nobody else hears of it', async () => {
  const [published] = await runProgram('server/hub-after-close')
  expect(published).toMatchObject({ code: 'ERR_HUB_CLOSED', said: 0 })
})

test('50 sessions in 5 topics, 20 messages each: all arrive, in the order of each sender', async () => {
  const server = await startServer({ handler: 'hub' })
  const clients = await join(server, 50)
  const topicOf = (index: number) => `topic ${index % 5}`
  await Promise.all(clients.map((client, index) => client.use('subscribe', topicOf(index))))
  const speak = async (client: HubClient, index: number) => {
    for (let count = 0; count < 20; count++) {
      expect(await client.use('publish', topicOf(index), `${index}:${count}`)).toBe(10)
    }
  }
  await Promise.all(clients.map(speak))
  const isOf = (topic: string) => (message: unknown) =>
    topicOf(Number.parseInt(String(message), 10)) === topic
  for (const [index, client] of clients.entries()) {
    await pollUntil('200 messages', () => client.messages().length >= 200)
    expect(client.messages()).toHaveLength(200)
    expect(client.messages().every(isOf(topicOf(index)))).toBe(true)
    for (let sender = index % 5; sender < 50; sender += 5) {
      const counts = client.messages().filter((message) => String(message).startsWith(`${sender}:`))
      expect(counts).toEqual(Array.from({ length: 20 }, (_, count) => `${sender}:${count}`))
    }
  }
  for (const client of clients) client.end()
  await server.stop()
})
