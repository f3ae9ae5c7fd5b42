import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AerospikeError, type Client, Key } from '../../src/index.ts'
import { openRelay, type Relay, type RelayFault } from '../faults/relay.ts'
import { type Command, command, random, seen } from './random-commands.ts'
import { freshSet, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

// Single commands together and apart, on connections that fail: what the caller is told and what the records hold afterwards are
// the same, and doubt is true.

const RECORDS = 8
const ROUNDS = Number(process.env['COALESCE_ROUNDS'] ?? 6)
const SEED = Number(process.env['COALESCE_SEED'] ?? Date.now() % 1_000_000)
/** Each attempt ends after so many ms where nothing comes. */
const ATTEMPT = 60

const FAULTS: readonly (readonly [name: string, fault: RelayFault, maxConnections: number])[] = [
  ['connections break before anything is carried out', 'lost', 1],
  ['connections break after all was carried out', 'unheard', 1],
  // On connections of their own: an answer that does not come holds up those behind it.
  ['nothing gets there and nothing comes', 'stalled', 100],
  ['all is carried out and nothing comes', 'mute', 100],
  ['batches are disabled', { refuseBatches: 150 }, 1],
  ['batches have too many rows', { refuseBatches: 151 }, 1],
  ['queues for batches are full', { refuseBatches: 152 }, 1],
]

describe.each(TOPOLOGIES)('commands of one turn that fail, on %s', (_topology, nodes) => {
  let server: TestServer
  let addresses: readonly string[]
  beforeAll(async () => {
    server = await startTestServer(nodes)
    const client = await open(server)
    addresses = client.nodes.map((node) => node.address)
    await client.close()
  })
  afterAll(() => server.close())

  /** A client behind a relay of its own. */
  async function behindRelay(options: object): Promise<{ relay: Relay; client: Client; set: string }> {
    const relay = await openRelay(addresses)
    const client = await open(relay, {
      ...{ maxErrorRate: 0, silenceLimit: 10_000, drainTimeout: 10_000 },
      ...options,
    })
    return { relay, client, set: freshSet('relay') }
  }

  /** All of one turn under the fault; then what the records hold. */
  async function round(
    { relay, client, set }: Awaited<ReturnType<typeof behindRelay>>,
    fault: RelayFault,
    commands: readonly Command[],
    places: readonly number[],
  ): Promise<unknown[]> {
    const keys = Array.from({ length: RECORDS }, (_, i) => new Key('test', set, `r${i}`))
    // A connection to each node is open: what cannot be sent is another fault.
    await Promise.all(keys.map((key) => client.get(key)))
    relay.fault = fault
    const outcomes = await Promise.allSettled(
      commands.map(async (each, i) => each(client, keys[places[i] as number] as Key)),
    )
    relay.fault = 'none'
    relay.drop()
    const after: PromiseSettledResult<unknown>[] = []
    for (const key of keys) after.push({ status: 'fulfilled', value: await patiently(() => client.get(key)) })
    return [...outcomes, ...after].map((outcome) => withoutPlace(seen(outcome, set)))
  }

  test.each(FAULTS)(
    `end alike together and apart where %s (seed ${SEED})`,
    async (_name, fault, maxConnections) => {
      const below = random(SEED)
      const limited = { timeout: 30_000, socketTimeout: typeof fault === 'string' ? limitOf(fault) : 30_000 }
      const options = { maxConnections, defaults: { read: limited, write: limited, operate: limited } }
      const apart = await behindRelay({ ...options, coalesceMax: 1 })
      const together = await behindRelay(options)
      try {
        for (let i = 0; i < ROUNDS; i++) {
          const count = 1 + below(maxConnections === 1 ? 40 : RECORDS)
          const commands = Array.from({ length: count }, () => command(below))
          const places = commands.map((_, place) => (maxConnections === 1 ? below(RECORDS) : place))
          const [one, other] = await Promise.all(
            [apart, together].map((side) => round(side, fault, commands, places)),
          )
          expect(other, `round ${i}`).toEqual(one)
        }
        expect(together.relay.struck).toBeGreaterThan(0)
      } finally {
        for (const { client, relay } of [apart, together]) {
          await client.close({ timeout: 0 })
          await relay.close()
        }
      }
    },
  )

  test(`are in doubt as they must be where connections break anywhere (seed ${SEED})`, async () => {
    const below = random(SEED)
    for (const coalesceMax of [1, 1_000]) {
      const { relay, client, set } = await behindRelay({ coalesceMax, maxConnections: 4 })
      const keys = Array.from({ length: 50 }, (_, i) => new Key('test', set, i))
      const least = keys.map(() => 0)
      const most = keys.map(() => 0)
      for (let i = 0; i < ROUNDS * 5; i++) {
        relay.fault = { cutAfter: below(1_500) }
        const results = await Promise.allSettled(keys.map((key) => client.add(key, { n: 1 })))
        relay.fault = 'none'
        for (const [at, result] of results.entries()) {
          const inDoubt = result.status === 'rejected' && isInDoubt(result.reason)
          // Both are there for each key.
          if (result.status === 'fulfilled') least[at] = (least[at] as number) + 1
          if (result.status === 'fulfilled' || inDoubt) most[at] = (most[at] as number) + 1
        }
      }
      const records = await patiently(() => client.getMany(keys, { throwOnError: true }))
      for (const [at, { record }] of records.entries()) {
        const n = Number(record?.bins['n'] ?? 0)
        expect(n).toBeGreaterThanOrEqual(least[at] as number)
        expect(n).toBeLessThanOrEqual(most[at] as number)
      }
      expect(relay.struck).toBeGreaterThan(0)
      expect(client.stats()).toMatchObject({ inFlight: 0 })
      await client.close({ timeout: 0 })
      await relay.close()
    }
  })
})

/** Each side has a relay of its own, and whether its end is a reset depends on what is still to be read. */
function withoutPlace(outcome: unknown): unknown {
  if (typeof outcome !== 'string') return outcome
  return outcome
    .replaceAll(/127\.0\.0\.1:\d+/g, 'the node')
    .replaceAll(/broke: (read|write) (ECONNRESET|EPIPE)/g, 'was closed by the node')
}

function limitOf(fault: RelayFault): number {
  return fault === 'stalled' || fault === 'mute' ? ATTEMPT : 30_000
}

function isInDoubt(error: unknown): boolean {
  if (!(error instanceof AerospikeError)) throw new Error('A failure that is none of ours', { cause: error })
  return error.inDoubt
}

/** Connections that were dropped may be noticed by the first commands only. */
async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (let i = 0; ; i++) {
    try {
      return await read()
    } catch (error) {
      if (i === 10 || !(error instanceof AerospikeError)) throw error
    }
  }
}
