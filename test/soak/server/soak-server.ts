// Connections without end through one server, while sessions die in all ways, clients leave, and the limits
// change: prints a closing table, and exits with 1 if anything of it does not hold.
// Usage: node soak-server.js [connections] [seed]
import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { eachClient } from '../../helpers/client'
import { closing } from './closing'
import { allHold, print } from './closing-table'
import { FAILURES, Traffic } from './traffic'
import { UnderTest } from './under-test'

const CONNECTIONS = Number(process.argv[2] ?? 100_000)
const SEED = Number(process.argv[3] ?? randomInt(2 ** 31))
const AT_A_TIME = 16

const main = async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-server-'))
  const server = new UnderTest(folder)
  process.once('exit', () => server.kill())
  await server.start()
  console.log(`node ${process.version}, seed ${SEED}, ${AT_A_TIME} at a time`)
  const traffic = new Traffic(server, SEED)
  await traffic.alone()
  await eachClient(CONNECTIONS, AT_A_TIME, (number) => traffic.client(number))
  const table = await closing(server, traffic, CONNECTIONS)
  print(table)
  for (const failure of server.ledger.failures.slice(0, FAILURES)) console.log(failure)
  if (!allHold(table)) {
    console.log(`stderr: ${server.stderr}`)
    process.exit(1)
  }
  fs.rmSync(folder, { recursive: true })
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
