import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as documents from '../../src/documents.ts'
import * as main from '../../src/index.ts'
import {
  bits,
  type Client,
  ctx,
  exp,
  filter,
  GeoJSON,
  hll,
  Key,
  lists,
  maps,
  ops,
  rows,
} from '../../src/index.ts'
import * as testing from '../../src/testing/index.ts'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'
import { failure } from './server.ts'

// What people see of an object in console.log, in text and in JSON. A class that is added shows nothing at first, since its
// fields are private: the first test fails until the class has an example here, and the others until it says what it is.

/** Stands for what must not be seen: values of records, and passwords. */
const SECRET = 'secret-4711'

let server: MemoryServer
let client: Client
/** An instance of each exported class, by its name. */
let examples: Record<string, object>
/** Objects that are handed out, of classes that are not exported. */
let others: Record<string, object>

beforeAll(async () => {
  server = await startMemoryServer()
  client = await main.connect({ hosts: server.hosts, appId: 'shown-not' })
  const key = new Key('test', 'users', 1)
  await client.put(key, { n: 1, name: SECRET })
  const query = client
    .query('test', 'users')
    .where(filter.equal('name', SECRET))
    .select('name', 'n')
    .filterExpression(exp.eq(exp.val(SECRET), exp.val(SECRET)))
  const work = client.query('test', 'users')
  const fault = server.faults.add({ match: { command: 'touch' }, action: { type: 'delay', ms: 1 } })
  examples = {
    Client: client,
    Key: key,
    Double: new main.Double(2),
    GeoJSON: GeoJSON.point(1, 2),
    HyperLogLog: new main.HyperLogLog(Buffer.of(1, 2)),
    OrderedMap: new main.OrderedMap({ a: 1 }),
    OrderedList: new main.OrderedList([2, 1]),
    MsgpackExtension: new main.MsgpackExtension(5, Buffer.of(1)),
    ForeignBlob: new main.ForeignBlob(9, Buffer.of(1)),
    Expression: exp.eq(exp.val(SECRET), exp.val('b')),
    Filter: filter.equal('name', SECRET),
    Query: query,
    BatchStream: client.batchStream([rows.get(key)]),
    Job: await work.execute([ops.add('n', 1)]),
    Task: await client.createIndex({
      namespace: 'test',
      set: 'users',
      bin: 'n',
      name: 'by-n',
      type: 'numeric',
    }),
    MemoryServer: server,
    MemoryNode: server.nodes[0] as object,
    Faults: server.faults,
  }
  others = {
    QueryIterator: query[Symbol.asyncIterator](),
    Aggregation: work.aggregate({ module: 'm', function: 'f', args: [SECRET] }),
    ContextStep: ctx.mapKey(SECRET),
    'FaultHandle of a fault': fault,
    Marker: main.WILDCARD,
    'Operation ops.write': ops.write('name', SECRET),
    'Operation ops.touch': ops.touch(),
    'Operation lists.append': lists.append('l', SECRET),
    'Operation maps.put': maps.put('m', SECRET, SECRET),
    'Operation bits.set': bits.set('b', 0, 8, Buffer.from(SECRET)),
    'Operation hll.add': hll.add('h', [SECRET]),
    'Operation ops.readExpression': ops.readExpression('e', exp.val(SECRET)),
    'Operation ops.selectByPath': ops.selectByPath('m', [ctx.mapKey(SECRET)]),
  }
})

afterAll(async () => {
  await client.close()
  await server.close()
})

function isClass(value: unknown): value is new (...args: never[]) => object {
  return typeof value === 'function' && Function.prototype.toString.call(value).startsWith('class')
}

/** The exported classes but errors, which have a test of their own. */
const CLASSES = Object.entries({ ...main, ...testing, ...documents }).flatMap(([name, value]) =>
  isClass(value) && !(value.prototype instanceof Error) ? [name] : [],
)

test('every exported class has an example here', () => {
  expect(CLASSES.length).toBeGreaterThanOrEqual(10)
  expect(Object.keys(examples)).toEqual(expect.arrayContaining(CLASSES))
  for (const [name, example] of Object.entries(examples).filter(([name]) => CLASSES.includes(name))) {
    const exported = ({ ...main, ...testing } as Record<string, unknown>)[name]
    expect(example, name).toBeInstanceOf(exported)
  }
})

const LOOKS: Readonly<Record<string, (value: object) => string>> = {
  inspect: (value) => inspect(value),
  'inspect inside of another object': (value) => inspect({ value }),
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- which is what this looks at
  String: (value) => String(value),
  JSON: (value) => JSON.stringify(value),
}

/** Text that can be parsed again, which its values are part of. */
const COMPLETE_TEXT: readonly (readonly [way: string, name: string])[] = [['String', 'Expression']]

describe.each(Object.entries(LOOKS))('by %s', (way, look) => {
  test('every one says what it is', () => {
    for (const [name, value] of Object.entries({ ...examples, ...others })) {
      const shown = look(value)
      expect(shown, name).not.toMatch(/\[object |^(\{ value: )?\w* ?\{\}( \})?$|^undefined$/)
      expect(shown.length, name).toBeGreaterThan(0)
    }
  })

  test('values of records stay out where they do not belong', () => {
    for (const [name, value] of Object.entries({ ...examples, ...others })) {
      if (COMPLETE_TEXT.some((complete) => complete[0] === way && complete[1] === name)) continue
      const shown = look(value)
      expect(shown, name).not.toContain(SECRET)
      expect(shown, name).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 12))
      expect(shown, name).not.toContain([...Buffer.from(SECRET)].slice(1, 5).join(','))
      expect(shown.replaceAll('\n', ''), name).not.toContain('73 65 63 72 65 74')
    }
  })
})

test('inspect names the class', () => {
  for (const [name, value] of Object.entries({ ...examples, ...others })) {
    expect(inspect(value)).toMatch(new RegExp(`^${name.split(' ')[0] as string} `))
  }
})

test('what some of them look like', () => {
  const line = (value: unknown): string => inspect(value, { breakLength: Infinity })
  expect(line(examples['GeoJSON'])).toBe("GeoJSON { type: 'Point', coordinates: [ 1, 2 ] }")
  expect(line(new GeoJSON('no JSON'))).toBe("GeoJSON 'no JSON'")
  expect(line(examples['Double'])).toBe('Double 2')
  expect(String(new main.Double(2.5))).toBe('2.5')
  expect(line(examples['HyperLogLog'])).toBe('HyperLogLog <Buffer 01 02>')
  expect(line(examples['Query'])).toBe(
    "Query { namespace: 'test', set: 'users', where: Filter { bin: 'name', collection: 'default', kind: 'equal', type: 'string' }, bins: [ 'name', 'n' ], filterExpression: 'an expression' }",
  )
  expect(JSON.parse(JSON.stringify(examples['Query']))).toMatchObject({
    namespace: 'test',
    where: { bin: 'name', kind: 'equal' },
  })
  expect(line(client.query('test'))).toBe("Query { namespace: 'test' }")
  expect(line(client.query('test', 's').operations([lists.size('l')]))).toBe(
    "Query { namespace: 'test', set: 's', operations: [ Operation { builder: 'lists.size', bin: 'l', isWrite: false } ] }",
  )
  expect(line(filter.containsRange({ index: 'i' }, 'list', 1, 2))).toBe(
    "Filter { index: 'i', collection: 'list', kind: 'range', type: 'integer' }",
  )
  expect(line(client)).toMatch(
    /^Client \{ seeds: \[ '127\.0\.0\.1:\d+' \], state: 'connected', nodes: \[ 'BB9\w+ 127\.0\.0\.1:\d+' \], inFlight: 0 \}$/,
  )
  expect(line(ctx.mapKey('k'))).toBe("ContextStep { step: 'mapKey', size: 3 }")
  expect(line(new main.OrderedMap(new Map<main.Value, main.Value>([[1, 'a']])))).toBe(
    "OrderedMap { entries: Map(1) { 1 => 'a' }, order: 'key', persistIndex: false }",
  )
  expect(JSON.stringify([new main.OrderedMap({ a: 1 }), new main.OrderedMap([[1, 'a']])])).toBe(
    '[{"a":1},[[1,"a"]]]',
  )
  expect(JSON.stringify(new main.OrderedList([2, 1]))).toBe('[2,1]')
})

test('a deep one is cut short as objects are', () => {
  expect(inspect({ a: { b: { c: { key: examples['Key'] } } } })).toContain('[Object]')
  expect(inspect([[[examples['Key']]]])).toContain('[Key]')
})

test('the classes themselves can be printed', () => {
  for (const Class of [main.Key, main.Client, GeoJSON]) {
    expect(inspect(Class)).toContain('[class ')
    expect(inspect(Class.prototype)).not.toBe('')
  }
})

test('errors say what happened without the key or a value', async () => {
  const error = await failure(client.touch(new Key('test', 'users', SECRET)))
  const wrong = await failure(
    client.put(new Key('test', 'users', SECRET), { a: [SECRET, new Date(0) as never] }),
  )
  for (const look of Object.values(LOOKS)) {
    for (const each of [error, wrong]) {
      expect(look(each as object)).toContain('Error')
      expect(look(each as object)).not.toContain(SECRET)
    }
  }
})
