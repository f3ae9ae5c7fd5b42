import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, Key, ops, rows } from '../../src/index.ts'
import { freshSet, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

/** MAX_N_OPS of the server (as/include/transaction/rw_utils.h, 8.1.2): the place for the number has 16 bits. */
const MOST = 32_768
/** One more than fits, and one that 16 bits would take for 1. */
const TOO_MANY = [MOST + 1, 65_537] as const

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `b${i}`)
const bins = (count: number): { [bin: string]: number } =>
  Object.fromEntries(names(count).map((name) => [name, 1]))

describe.each(TOPOLOGIES)('more than the server takes for one record, on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client
  const key = new Key('test', freshSet('limits'), 1)

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
    await client.put(key, { b0: 7 })
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  const calls: readonly (readonly [name: string, (count: number) => Promise<unknown>])[] = [
    ['put', (count) => client.put(key, bins(count))],
    ['get', (count) => client.get(key, { bins: names(count) })],
    [
      'operate',
      (count) =>
        client.operate(
          key,
          Array.from({ length: count }, () => ops.add('b0', 1)),
        ),
    ],
    ['a row that puts', (count) => client.batch([rows.put(key, bins(count))])],
    ['a row that gets', (count) => client.batch([rows.get(key, names(count))])],
    [
      'a row of operations',
      (count) =>
        client.batch([
          rows.operate(
            key,
            Array.from({ length: count }, () => ops.add('b0', 1)),
          ),
        ]),
    ],
    ['putMany', (count) => client.putMany([[key, bins(count)]])],
    ['getMany', (count) => client.getMany([key], { bins: names(count) })],
    [
      'batchStream',
      async (count) => {
        for await (const result of client.batchStream([rows.put(key, bins(count))]))
          if (result.status === 'error') throw result.error
      },
    ],
  ]

  test.each(calls.flatMap(([name, call]) => TOO_MANY.map((count) => [name, count, call] as const)))(
    '%s: %i are refused with the limit, and nothing is sent',
    async (_call, count, call) => {
      await expect(call(count)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        attempts: 0,
        inDoubt: false,
        message: expect.stringMatching(new RegExp(`${count} bins or operations .* \\(${MOST}\\)`)) as string,
      })
      expect(await client.get(key)).toMatchObject({ bins: { b0: 7 }, generation: 1 })
    },
  )

  test('as many as it takes are carried out', async () => {
    const other = new Key('test', key.set, 2)
    const counting = Array.from({ length: MOST }, () => ops.add('n', 1))
    const { results } = await client.operate(other, counting)
    expect(results).toHaveLength(MOST)
    expect(await client.get(other)).toMatchObject({ bins: { n: MOST } })
    const [row] = await client.batch([rows.operate(other, counting)])
    expect(row).toMatchObject({ status: 'ok' })
    expect(await client.get(other)).toMatchObject({ bins: { n: 2 * MOST } })
  })
})
