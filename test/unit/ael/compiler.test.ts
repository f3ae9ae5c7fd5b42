import { describe, expect, it } from 'vitest'
import { ael } from '../../../src/ael.ts'
import { ctx } from '../../../src/collections/index.ts'
import { exp, type Expression } from '../../../src/expressions/index.ts'
import { Double, GeoJSON, HyperLogLog, INFINITY, OrderedMap, WILDCARD } from '../../../src/values.ts'
import { LEFT_OUT, OTHER, REFUSED, SAME, WIDER } from '../../conformance/ael/dsl-java.ts'
import { REFERENCE_LEFT_OUT, ROWS } from '../../conformance/ael/reference.ts'

const i = exp.bin('i', 'int')
const l = exp.bin('l', 'list')
const m = exp.bin('m', 'map')
const b = exp.bin('b', 'blob')
const h = exp.bin('h', 'hll')
const { lists, maps, bits, hll } = exp

function codeOf(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return undefined
}

describe('texts of the vendor', () => {
  it('compile to what its tests show', () => {
    const bytes = SAME.map(({ text, values }) => [text, ael.any.parse(text, values).toBase64()])
    expect(bytes).toEqual(SAME.map((example) => [example.text, example.bytes]))
    expect(SAME.length).toBe(541)
  })

  it('that it takes are taken, but for those with a reason', () => {
    for (const { text, values } of [...OTHER, ...WIDER]) ael.any.parse(text, values)
    const left = LEFT_OUT.map(({ text, values }) => [text, codeOf(() => ael.any.parse(text, values))])
    expect(left).toEqual(LEFT_OUT.map(({ text }) => [text, 'INVALID_EXPRESSION']))
    expect([OTHER.length, WIDER.length, LEFT_OUT.length]).toEqual([202, 24, 28])
  })

  it('that it refuses are refused, but for those with a reason', () => {
    const codes = REFUSED.map(({ text, values }) => [text, codeOf(() => ael.any.parse(text, values))])
    expect(codes).toEqual(REFUSED.map(({ text }) => [text, 'INVALID_EXPRESSION']))
    expect(REFUSED.length).toBe(145)
  })

  it('that are left out of its description are refused', () => {
    const codes = REFERENCE_LEFT_OUT.map(([text]) => [text, codeOf(() => ael.any.parse(text))])
    expect(codes).toEqual(REFERENCE_LEFT_OUT.map(([text]) => [text, 'INVALID_EXPRESSION']))
    const said = REFERENCE_LEFT_OUT.filter(([, why]) => why.includes('from 8.2 on'))
    for (const [text] of said) expect(() => ael.any.parse(text)).toThrow('8.2')
    expect(said.length).toBe(6)
  })

  it('come back from the text that they print', () => {
    const all = [
      ...SAME,
      ...OTHER,
      ...WIDER,
      ...Object.values(ROWS).flatMap((rows) => rows.map(([text, , values = []]) => ({ text, values }))),
    ]
    for (const { text, values } of all) {
      let made: Expression
      try {
        made = ael.any.parse(text, values)
      } catch {
        // A bin alone is of the type that is asked for.
        continue
      }
      expect([text, ael.any.parse(String(made)).toBase64()]).toEqual([text, made.toBase64()])
    }
  })
})

it.each<[string, { readonly bytes: Buffer; toString(): string }]>([
  // Types that follow from what stands around.
  ['$.f:FLOAT < 2', exp.lt(exp.bin('f', 'float'), 2)],
  ['2 < $.f:FLOAT', exp.lt(exp.float(2), exp.bin('f', 'float'))],
  ['$.a + 1 + $.b > 2.5', exp.gt(exp.add(exp.add(exp.bin('a', 'float'), 1), exp.bin('b', 'float')), 2.5)],
  [
    "$.a == when ($.b => $.c, default => 'x')",
    exp.eq(exp.bin('a', 'string'), exp.cond(exp.bin('b', 'bool'), exp.bin('c', 'string'), 'x')),
  ],
  ['let (x = $.a) then (${x} > 1.5)', exp.let({ x: exp.bin('a', 'float') }, ({ x }) => exp.gt(x, 1.5))],
  [
    'let (x = $.l) then (${x}.[0] == 1)',
    exp.let({ x: l }, ({ x }) => exp.eq(lists.getByIndex(x, 0, { type: 'int' }), 1)),
  ],
  ["$.b == 'AQID'", exp.eq(exp.bin('b', 'string'), 'AQID')],
  ["$.b:BLOB == 'AQID'", exp.eq(b, Buffer.of(1, 2, 3))],
  ["geoCompare($.g, '{}')", exp.geo(exp.bin('g', 'geo'), new GeoJSON('{}'))],
  ['$.key():INT == 5', exp.eq(exp.key('int'), 5)],
  ["$.key(type: BLOB) == x'01'", exp.eq(exp.key('blob'), Buffer.of(1))],
  ['$.n in [1, 2]', lists.getByValue(exp.val([1, 2]), exp.bin('n', 'int'), { returnType: 'exists' })],
  // Where the parentheses are.
  ['not $.a == 1 and $.b', exp.and(exp.not(exp.eq(exp.bin('a', 'int'), 1)), exp.bin('b', 'bool'))],
  ['-$.i', exp.sub(i)],
  ['- -$.i', exp.sub(exp.sub(i))],
  ['-(5)', exp.sub(exp.val(5))],
  ['- 5', exp.val(-5)],
  ['2.0 ** -1.0', exp.pow(2, -1)],
  ['(1 == 1) == true', exp.eq(exp.eq(exp.val(1), 1), true)],
  // Selectors.
  ['$.m.{@1}:INT', maps.getByKey(m, 1, { type: 'int' })],
  ['$.m.{!@1}', maps.getByKeyList(m, [1], { inverted: true })],
  ['$.m.{!=5}', maps.getByValue(m, 5, { inverted: true })],
  ['$.m.{!@a:c}', maps.getByKeyRange(m, 'a', 'c', { inverted: true })],
  ['$.m.{=:5}', maps.getByValueRange(m, undefined, 5)],
  ["$.m.{@x'01'}:INT", maps.getByKey(m, Buffer.of(1), { type: 'int' })],
  ['$.m.{@($.s:STRING)}:INT', maps.getByKey(m, exp.bin('s', 'string'), { type: 'int' })],
  [
    '$.m.($.s:STRING).a:INT',
    maps.getByKey(maps.getByKey(m, exp.bin('s', 'string'), { type: 'map' }), 'a', { type: 'int' }),
  ],
  ['$.m.{@($.l:LIST)}', maps.getByKeyList(m, l)],
  ['$.l.[=($.l:LIST)]', lists.getByValueList(l, l)],
  ['$.l.[=[1, 2]]', lists.getByValue(l, [1, 2])],
  ['$.l.[($.i):]', lists.getByIndexRange(l, i)],
  ['$.l.[0:($.i)]', lists.getByIndexRange(l, 0, exp.sub(i, 0))],
  ['$.l.[=[1, *]].count()', lists.getByValue(l, [1, WILDCARD], { returnType: 'count' })],
  ['$.l.[=1:INF]', lists.getByValueRange(l, 1, INFINITY)],
  ['$.l.[0].get(return: REVERSE_RANK)', lists.getByIndex(l, 0, { returnType: 'reverseRank' })],
  ['($.m.a:LIST).[0]:INT', lists.getByIndex(maps.getByKey(m, 'a', { type: 'list' }), 0, { type: 'int' })],
  ['$.m.a.[0]:INT', lists.getByIndex(m, 0, { type: 'int', context: [ctx.mapKey('a')] })],
  // What changes lists and maps.
  ['$.m.a:KEY_ORDERED.b.setTo(1)', maps.put(m, 'b', 1, { context: [ctx.mapKey('a', { create: 'key' })] })],
  ['$.l.[2]:SORTED.append(1)', lists.append(l, 1, { context: [ctx.listIndex(2, { create: 'ordered' })] })],
  [
    '$.l.[2]:PADDED:PERSIST_INDEX.append(1)',
    lists.append(l, 1, {
      context: [ctx.listIndex(2, { create: 'unordered', pad: true, persistIndex: true })],
    }),
  ],
  ['$.m.key.insert(1, noFail: true)', maps.put(m, 'key', 1, { createOnly: true, noFail: true })],
  ['$.l.append(1, order: ORDERED)', lists.append(l, 1, { order: 'ordered' })],
  [
    '$.m.a.[!0:2].remove()',
    lists.removeByIndexRange(m, 0, 2, { inverted: true, context: [ctx.mapKey('a')] }),
  ],
  ['$.l.listSetOrder(order: UNORDERED)', lists.setOrder(l, 'unordered')],
  ['$.m:MAP.clear()', maps.clear(m)],
  // Bits and sketches, by their names and those of the builders.
  [
    "$.b.bitOr(offset: 1, size: 6, value: x'a8', noFail: true)",
    bits.or(b, 1, 6, Buffer.of(0xa8), { noFail: true }),
  ],
  [
    '$.b.bitAdd(24, 16, 128, signed: true, overflow: WRAP)',
    bits.add(b, 24, 16, 128, { signed: true, overflow: 'wrap' }),
  ],
  ['$.h.hllInit(indexBits: 10, minHashBits: 20)', hll.init(h, { indexBits: 10, minhashBits: 20 })],
  ["$.h.hllAdd(['a'], indexBits: 10)", hll.add(h, ['a'], { indexBits: 10 })],
  ["$.h.hllMayContain(['a']) == 1", exp.eq(hll.mayContain(h, ['a']), 1)],
  [
    '$.h.hllUnionCount($.o) > 1',
    exp.gt(hll.getUnionCount(h, lists.append(exp.val([]), exp.bin('o', 'hll'))), 1),
  ],
  [
    '$.h.hllUnionCount([$.o, $.p])',
    hll.getUnionCount(h, lists.append(lists.append(exp.val([]), exp.bin('o', 'hll')), exp.bin('p', 'hll'))),
  ],
  ["$.h.hllUnion([hll(x'0102')])", hll.getUnion(h, [new HyperLogLog(Buffer.of(1, 2))])],
  // Values.
  ['1.5e3 == 1500.0', exp.eq(exp.float(1500), 1500)],
  [
    "{1: 'a', 'b': [1.0, NIL], c: {}}",
    exp.val(
      new OrderedMap([
        [1, 'a'],
        ['b', [new Double(1), null]],
        ['c', new OrderedMap([])],
      ]),
    ),
  ],
  ["unordered({'a': 1})", exp.val(new Map([['a', 1]]))],
  ['\'\\u00e9\\\\\\n\' == "é\\\\\\n"', exp.eq(exp.val('é\\\n'), 'é\\\n')],
  ["regex($.s, '[0-9]', extended: false)", exp.regex(exp.bin('s', 'string'), '[0-9]', { extended: false })],
  ['$.s =~ /a\\/b/', exp.regex(exp.bin('s', 'string'), 'a/b')],
])('%s', (text, expression) => {
  expect(String(ael.any.parse(text))).toBe(String(expression))
  expect(ael.any.parse(text).toBase64()).toBe(expression.bytes.toString('base64'))
})

it.each<[string, string]>([
  ['$.b:BLOB == ?0', 'give bytes as a Uint8Array'],
  ['geoCompare($.g, ?0)', 'give a GeoJSON'],
])('takes text for a placeholder of %s as text, whatever it holds', (text, hint) => {
  expect(() => ael.parse(text, ['AQID'])).toThrow(hint)
})
