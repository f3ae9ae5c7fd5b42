import { describe, expect, test } from 'vitest'
import { type Client, ctx, filter, ops } from '../../src/index.ts'
import { failure, keyOf, rig } from './rig.ts'

type Call = readonly [name: string, call: (client: Client) => Promise<unknown>]

const EXPRESSION = Buffer.from('c3', 'hex')
const INDEX = { namespace: 'test', set: 'faults', name: 'gated' } as const
const CONTEXT = [ctx.listIndex(0)]
const rows = [{ kind: 'put', key: keyOf('row'), bins: { a: 1 } }] as const
const query = (client: Client) => client.query('test', 'faults')

/** Calls that servers answer from a version on, and the newest build that has not come to it. */
const GATED: readonly (readonly [since: string, newestWithout: string, calls: readonly Call[]])[] = [
  [
    '6.0',
    '5.7.0.31',
    [
      ['batch', (client) => client.batch(rows)],
      ['getMany', (client) => client.getMany([keyOf(1)])],
      ['batchStream', (client) => client.batchStream(rows)[Symbol.asyncIterator]().next()],
      ['a query over a set', (client) => query(client).toArray()],
      ['a page', (client) => query(client).page(10)],
      ['a job', (client) => query(client).execute([ops.write('a', 1)])],
      ['an aggregation', (client) => query(client).aggregate({ module: 'm', function: 'f' }).toArray()],
    ],
  ],
  [
    '6.1',
    '6.0.9.9',
    [
      ['where on a place', (client) => whereAt(client, { bin: 'a', context: CONTEXT }).toArray()],
      ['a job where on a place', (client) => jobAt(client, { bin: 'a', context: CONTEXT })],
      [
        'an index on a place',
        (client) => client.createIndex({ ...INDEX, bin: 'a', context: CONTEXT, type: 'numeric' }),
      ],
    ],
  ],
  [
    '8.1',
    '8.0.9.9',
    [
      ['where by the name of an index', (client) => whereAt(client, { index: 'i' }).toArray()],
      ['where by an expression', (client) => whereAt(client, { expression: EXPRESSION }).toArray()],
      ['a job where by an expression', (client) => jobAt(client, { expression: EXPRESSION })],
      [
        'an index on an expression',
        (client) => client.createIndex({ ...INDEX, expression: EXPRESSION, type: 'numeric' }),
      ],
    ],
  ],
  [
    '8.1.2',
    '8.1.1.9',
    [
      [
        'operations in a query',
        (client) =>
          query(client)
            .operations([ops.read('a')])
            .toArray(),
      ],
      ['the index of a set', (client) => client.createIndex({ ...INDEX, collection: 'set' })],
    ],
  ],
]

function whereAt(client: Client, target: Parameters<typeof filter.equal>[0]) {
  return query(client).where(filter.equal(target, 1))
}

function jobAt(client: Client, target: Parameters<typeof filter.equal>[0]): Promise<unknown> {
  return whereAt(client, target).execute([ops.write('a', 1)])
}

describe.each(GATED)('from %s on, refused before anything is sent by %s', (since, build, calls) => {
  test.each(calls)('%s', async (_name, call) => {
    const { client, server } = await rig({}, { build })
    const { batch, query: queries } = server.stats.commands
    expect(await failure(call(client))).toMatchObject({
      name: 'ClusterError',
      code: 'SERVER_TOO_OLD',
      message: expect.stringMatching(
        new RegExp(`need server ${since} or later, node \\w+ [\\d.]+:\\d+ runs ${build}$`),
      ),
      attempts: 0,
      inDoubt: false,
    })
    expect(server.stats.commands).toMatchObject({ batch, query: queries })
    expect(await client.listIndexes('test')).toEqual([])
  })

  test.each(calls)('%s is let through by the first that has it', async (_name, call) => {
    const { client } = await rig({}, { build: [...since.split('.'), '0', '0'].slice(0, 4).join('.') })
    const outcome = await call(client).catch((error: unknown) => error)
    expect(outcome).not.toMatchObject({ code: 'SERVER_TOO_OLD' })
  })
})

test('single records need no more than the oldest server', async () => {
  const { client } = await rig({}, { build: '4.9.0.3' })
  await client.put(keyOf(1), { a: 1 })
  expect(await client.operate(keyOf(1), [ops.add('a', 1), ops.read('a')])).toMatchObject({
    results: [null, 2],
  })
  expect(await client.get(keyOf(1))).toMatchObject({ bins: { a: 2 } })
})

test('an even older server is refused on connecting', async () => {
  expect(await failure(rig({}, { build: '4.9.0.2' }))).toMatchObject({
    name: 'ClusterError',
    code: 'SERVER_TOO_OLD',
    message: expect.stringMatching(/runs server 4\.9\.0\.2, this client needs 4\.9\.0\.3 or later$/),
  })
})
