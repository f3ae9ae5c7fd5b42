import { describe, expect, it } from 'vitest'
import { ForeignBlob, GeoJSON, HyperLogLog, Key, MsgpackExtension, type Record } from '../../../src/index.ts'
import { recordLines } from '../../../src/cli/get.ts'
import { answerLines } from '../../../src/cli/info.ts'
import { plain } from '../../../src/cli/paint.ts'
import { recordsLines } from '../../../src/cli/records-table.ts'
import { recordJson, valueJson } from '../../../src/json/value-json.ts'
import { typeText, valueText } from '../../../src/cli/value-text.ts'

const POINT = '{"type":"Point","coordinates":[8,47]}'

describe('a value', () => {
  it.each<[unknown, string, string, unknown]>([
    ['a"\u001b', '"a\\"\\x1b"', 'string', 'a"\u001b'],
    [42, '42', 'integer', 42],
    [2.5, '2.5', 'double', 2.5],
    [NaN, 'NaN', 'double', { $double: 'NaN' }],
    [2n ** 62n, '4611686018427387904', 'integer', { $integer: '4611686018427387904' }],
    [7n, '7', 'integer', 7],
    [true, 'true', 'boolean', true],
    [null, 'null', 'nil', null],
    [Buffer.from([1, 255]), "x'01ff'", 'blob', { $bytes: 'Af8=' }],
    [[1, ['a']], '[1, ["a"]]', 'list', [1, ['a']]],
    [{ a: { '\n': 1 } }, '{"a": {"\\n": 1}}', 'map', { a: { '\n': 1 } }],
    [new Map<unknown, unknown>([[1, 'x']]), '{1: "x"}', 'map', { $map: [[1, 'x']] }],
    [{ $integer: '7' }, '{"$integer": "7"}', 'map', { $map: [['$integer', '7']] }],
    [{ $a: 1, b: 2 }, '{"$a": 1, "b": 2}', 'map', { $a: 1, b: 2 }],
    [new GeoJSON(POINT), `geoJson(${POINT})`, 'geojson', { $geojson: POINT }],
    [new GeoJSON('\u001bno'), 'geoJson(\\x1bno)', 'geojson', { $geojson: '\u001bno' }],
    [new HyperLogLog(Buffer.from([1])), "hll(x'01')", 'hll', { $hll: 'AQ==' }],
    [new ForeignBlob(7, Buffer.from([1])), "blob(7, x'01')", 'blob', { $blob: [7, 'AQ=='] }],
    [
      new MsgpackExtension(9, Buffer.from([1])),
      "extension(9, x'01')",
      'extension',
      { $extension: [9, 'AQ=='] },
    ],
  ])('%o', (value, text, type, json) => {
    expect(valueText(value)).toBe(text)
    expect(typeText(value)).toBe(type)
    expect(valueJson(value)).toEqual(json)
  })

  it('keeps a key that objects have of themselves', () => {
    const json = JSON.stringify(valueJson(JSON.parse('{"__proto__": 1, "a": 2}')))
    expect(json).toBe('{"__proto__":1,"a":2}')
  })
})

const record = (userKey: number | string, bins: Record['bins'], ttl = -1): Record => ({
  key: new Key('test', 'users', userKey),
  bins,
  generation: 3,
  ttl,
})
const look = { width: Infinity, paint: plain }

describe('a record', () => {
  it('has a line for each bin', () => {
    expect(recordLines(record(1, { name: 'Ann', 'a\n': [1] }, 60), look)).toEqual([
      `digest ${new Key('test', 'users', 1).digest.toString('hex')}, generation 3, expires in 60 s`,
      'BIN   TYPE    VALUE',
      'name  string  "Ann"',
      'a\\n   list    [1]',
    ])
    expect(recordLines(record(1, {}), look)).toEqual([expect.stringMatching(/, never expires$/), 'no bins'])
  })

  it('is JSON', () => {
    const { key } = record('k', {})
    expect(recordJson(record('k', { a: 1 }))).toEqual({
      namespace: 'test',
      set: 'users',
      key: 'k',
      digest: key.digest.toString('hex'),
      generation: 3,
      ttl: -1,
      bins: { a: 1 },
    })
    const found = Key.fromDigest('test', '', key.digest)
    expect(recordJson({ ...record('k', {}), key: found })).toMatchObject({ set: '', key: null })
  })
})

describe('records', () => {
  const records = [record(1, { a: 1 }), record('x', { b: 'two', a: '1' })]

  it('are a table of all their bins', () => {
    expect(recordsLines(records, look)).toEqual(['KEY  a    b', '1    1', '"x"  "1"  "two"'])
  })

  it('stand one below another where the table is too wide', () => {
    expect(recordsLines(records, { ...look, width: 12 })).toEqual([
      'KEY  1',
      'a    1',
      'KEY  "x"',
      'a    "1"',
      'b    "two"',
    ])
  })

  it('are told by their digest where the key was not stored', () => {
    const key = Key.fromDigest('test', 'users', Buffer.alloc(20, 1))
    expect(recordsLines([{ ...record(1, { a: 1 }), key }], look)[1]).toBe(`${'01'.repeat(20)}  1`)
  })
})

describe('an answer of a node', () => {
  const nodes = [
    { id: 'A1', address: 'a:1', addresses: ['a:1'], build: '', racks: {}, active: true, connections: 1 },
  ]

  it('has a line for each item', () => {
    expect(answerLines({ node: 'A1', answer: 'a=1;b=\u001b\nc;' }, nodes, plain)).toEqual([
      'A1 a:1',
      '  a=1',
      '  b=\\x1b\\nc',
    ])
    expect(answerLines({ node: 'A1', answer: '' }, nodes, plain)).toEqual(['A1 a:1'])
  })
})
