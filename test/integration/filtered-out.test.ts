import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import {
  Client,
  exp,
  type Key,
  type OperateResult,
  ops,
  type RecordMetadata,
  type WriteOptions,
} from '../../src/index.ts'
import { failure, freshKey, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

const leavesOut = exp.gt(exp.bin('i', 'int'), 7)
const letsPass = exp.eq(exp.bin('i', 'int'), 7)

const NULL = { filterExpression: leavesOut, filteredOut: 'null' } as const

describe.each(TOPOLOGIES)('a record that the filter leaves out on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client
  let key: Key

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
    const module = { source: 'function one(r) return 1 end', name: 'filtered-out-one.lua' }
    await (await client.registerUdf(module)).wait()
  })

  beforeEach(async () => {
    key = freshKey()
    await client.put(key, { i: 7, s: 'x' })
  })

  afterAll(async () => {
    await client.removeUdf('filtered-out-one.lua')
    await client.close()
    await server.close()
  })

  const CALLS = {
    get: (options) => client.get(key, options),
    'get of a bin': (options) => client.get(key, { ...options, bins: ['i'] }),
    metadata: (options) => client.metadata(key, options),
    exists: (options) => client.exists(key, options),
    put: (options) => client.put(key, { i: 8 }, options),
    add: (options) => client.add(key, { i: 1 }, options),
    append: (options) => client.append(key, { s: 'y' }, options),
    prepend: (options) => client.prepend(key, { s: 'y' }, options),
    touch: (options) => client.touch(key, options),
    'operate that reads': (options) => client.operate(key, [ops.read('i')], options),
    'operate that writes': (options) => client.operate(key, [ops.add('i', 1)], options),
    apply: (options) => client.apply(key, 'filtered-out-one', 'one', [], options),
    remove: (options) => client.remove(key, options),
  } satisfies Record<string, (options: WriteOptions) => Promise<unknown>>

  test.each(Object.entries(CALLS))('%s fails, or gives null or false when asked to', async (name, call) => {
    const nothing = name === 'exists' || name === 'remove' ? false : null
    expect(await failure(call({ filterExpression: leavesOut }))).toMatchObject({ code: 'FILTERED_OUT' })
    expect(await call(NULL)).toBe(nothing)
    expect(await call({ ...NULL, coalesce: 'off' })).toBe(nothing)
    expect(await client.get(key)).toMatchObject({ bins: { i: 7, s: 'x' }, generation: 1 })
    const passed = await call({ filterExpression: letsPass, filteredOut: 'null' })
    expect(passed).not.toBe(nothing)
  })

  test('many of one turn each get their own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        index % 2 === 0 ? client.get(key, NULL) : client.put(key, { n: index }, NULL),
      ),
    )
    expect(new Set(answers)).toEqual(new Set([null]))
    expect(await client.exists(key)).toBe(true)
  })

  test('other refusals are errors all the same', async () => {
    const options = { filterExpression: letsPass, filteredOut: 'null', generation: 9 } as const
    expect(await failure(client.put(key, { i: 8 }, options))).toMatchObject({ code: 'GENERATION' })
  })

  test('a client may read so by default', async () => {
    const other = await open(server, { defaults: { read: { filteredOut: 'null' } } })
    expect(await other.get(key, { filterExpression: leavesOut })).toBeNull()
    expect(await other.exists(key, { filterExpression: leavesOut })).toBe(false)
    await other.close()
  })
})

describe('the option', () => {
  test('is no default of writes, whose types say whether they give null', () => {
    for (const kind of ['write', 'operate'] as const) {
      const refused = (): unknown => new Client({ defaults: { [kind]: { filteredOut: 'null' } } })
      expect(refused).toThrow(`defaults.${kind}: filteredOut is given with each call`)
    }
  })

  test('decides the type of what comes back', () => {
    type Put = (client: Client, key: Key) => void
    const judged: Put = (client, key) => {
      expectTypeOf(client.put(key, { a: 1 })).resolves.toEqualTypeOf<RecordMetadata>()
      expectTypeOf(client.put(key, { a: 1 }, { ttl: 5 })).resolves.toEqualTypeOf<RecordMetadata>()
      expectTypeOf(client.put(key, { a: 1 }, NULL)).resolves.toEqualTypeOf<RecordMetadata | null>()
      expectTypeOf(client.touch(key, NULL)).resolves.toEqualTypeOf<RecordMetadata | null>()
      const options: WriteOptions = {}
      expectTypeOf(client.add(key, { a: 1 }, options)).resolves.toEqualTypeOf<RecordMetadata | null>()
      expectTypeOf(client.operate(key, [ops.touch()], NULL)).resolves.toExtend<OperateResult | null>()
      expectTypeOf(client.operate(key, [ops.touch()], NULL)).resolves.not.toExtend<OperateResult>()
      expectTypeOf(client.operate(key, [ops.touch()])).resolves.toExtend<OperateResult>()
    }
    expectTypeOf(judged).toEqualTypeOf<Put>()
  })
})
