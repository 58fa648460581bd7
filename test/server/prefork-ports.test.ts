import { runProgram } from '../helpers/program'

const CLIENTS = 60
/** Of the rehearsals before the server listens. */
const BEFORE = 30

const inNetworkOfItsOwn = [
  'unshare',
  '--map-root-user',
  '--net',
  'sh',
  '-c',
  'ip link set lo up && exec "$@"',
  'sh',
]

test.each(['events', 'blocking'])(
  '%s: rehearsals of spares leave no port in use: they would run out under load',
  async (kind) => {
    const [line] = await runProgram('server/own-network', [`${CLIENTS}`, kind], {
      launcher: inNetworkOfItsOwn,
    })
    // Those of the clients, which have ended first.
    expect(line?.inUse).toBeLessThanOrEqual(CLIENTS + BEFORE)
  },
)
