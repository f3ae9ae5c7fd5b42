import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, exp, GeoJSON, Key, ops, rows } from '../../src/index.ts'
import { failure, freshKey, open, SET, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

// A region that no server takes, beside a value that nobody shall see in a log.
const bad = exp.and(
  exp.eq(exp.bin('name', 'string'), 'secret'),
  exp.geo(exp.bin('place', 'geo'), new GeoJSON('{"type":"Nonsense"}')),
)
const none = exp.add(exp.bin('none', 'int'), 4711)

describe.each(TOPOLOGIES)('what the server refuses about an expression on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client
  let key: Key

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
    key = freshKey()
    await client.put(key, { name: 'Ann' })
  })

  afterAll(async () => {
    await client.close()
    await server.close()
  })

  const options = { filterExpression: bad }
  const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
    get: () => client.get(key, options),
    'get of bytes': () => client.get(key, { filterExpression: bad.bytes }),
    'get of base64': () => client.get(key, { filterExpression: bad.toBase64() }),
    exists: () => client.exists(key, options),
    put: () => client.put(key, { a: 1 }, options),
    remove: () => client.remove(key, options),
    operate: () => client.operate(key, [ops.read('name')], options),
    query: () => client.query('test', SET).filterExpression(bad).toArray(),
    'a query by a condition': () => client.query('test', SET).where(bad).toArray(),
    job: () =>
      client
        .query('test', SET)
        .filterExpression(bad)
        .execute([ops.write('a', 1)]),
  }

  test.each(Object.entries(CALLS))('a filter of %s is told, without its values', async (_call, call) => {
    const error = await failure(call())
    expect(error).toMatchObject({ code: 'PARAMETER' })
    const { message } = error as Error
    expect(message).toMatch(/the filter is `\$\.name == \? and geoCompare\(\$\.place, \?\)`/)
    expect(message).not.toMatch(/secret|Nonsense/)
  })

  test('so is what an operation evaluates', async () => {
    const operations = [ops.read('name'), ops.readExpression('x', none), ops.writeExpression('y', none)]
    const message = /operations\[1\] evaluates `\$\.none \+ \?`, operations\[2\] evaluates `\$\.none \+ \?`/
    const error = await failure(client.operate(key, operations))
    expect(error).toMatchObject({
      code: 'OP_NOT_APPLICABLE',
      message: expect.stringMatching(message) as string,
    })
    expect((error as Error).message).not.toContain('4711')
    const [row] = await client.batch([rows.operate(key, operations)])
    expect(row).toMatchObject({ error: { message: expect.stringMatching(message) as string } })
  })

  test('so is the filter of a row, or of the whole batch', async () => {
    for (const [given, whole] of [
      [options, {}],
      [{}, options],
    ]) {
      const result = await client
        .batch([rows.get(key, undefined, given)], whole)
        .catch((error: unknown) => error)
      const error: unknown = Array.isArray(result) ? (result as { error?: unknown }[])[0]?.error : result
      expect(error).toMatchObject({
        code: 'PARAMETER',
        message: expect.stringContaining('the filter is `') as string,
      })
    }
  })

  test('other refusals say nothing of expressions', async () => {
    const filterExpression = exp.eq(exp.bin('name', 'string'), 'Ann')
    const error = await failure(client.put(key, { a: 1 }, { filterExpression, generation: 99 }))
    expect((error as Error).message).not.toContain('filter')
  })
})
