import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, Key } from '../../src/index.ts'
import { command, random, seen } from './random-commands.ts'
import { freshSet, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

const RECORDS = 8
const ROUNDS = Number(process.env['COALESCE_ROUNDS'] ?? 60)
const SEED = Number(process.env['COALESCE_SEED'] ?? Date.now() % 1_000_000)

describe.each(TOPOLOGIES)('commands of one turn, on %s', (_topology, nodes) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(nodes)
  })
  afterAll(() => server.close())

  test.each([
    ['in their order on one connection', 1],
    ['on records of their own, over many connections', 100],
  ])(`have the same outcome together as apart, %s (seed ${SEED})`, async (_name, maxConnections) => {
    const below = random(SEED + maxConnections)
    await using apart = await open(server, { maxConnections, coalesceMax: 1 })
    await using together = await open(server, { maxConnections })
    const sets = { apart: freshSet('apart'), together: freshSet('together') }
    for (let round = 0; round < ROUNDS; round++) {
      const count = 1 + below(maxConnections === 1 ? 40 : RECORDS)
      const commands = Array.from({ length: count }, () => command(below))
      const places = commands.map((_, i) => (maxConnections === 1 ? below(RECORDS) : i))
      const run = async (client: Client, set: string): Promise<unknown[]> => {
        const keys = Array.from({ length: RECORDS }, (_, i) => new Key('test', set, `r${i}`))
        if (round % 10 === 0) await Promise.all(keys.map((key) => client.remove(key)))
        const outcomes = await Promise.allSettled(
          commands.map(async (each, i) => each(client, keys[places[i] as number] as Key)),
        )
        const after = await Promise.allSettled(keys.map((key) => client.get(key)))
        return [...outcomes, ...after].map((outcome) => seen(outcome, set))
      }
      const [one, other] = await Promise.all([run(apart, sets.apart), run(together, sets.together)])
      expect(other, `round ${round}`).toEqual(one)
    }
  })
})
