import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ctx } from '../../../src/collections/index.ts'
import { Expression as Tree } from '../../../src/expressions/expression.ts'
import { exp, Expression } from '../../../src/expressions/index.ts'
import { Double, GeoJSON, INFINITY, OrderedMap, WILDCARD } from '../../../src/values.ts'

// Held against what the official client compiles (test/peers/expressions.mjs records it).
const { expressions: OFFICIAL } = JSON.parse(
  readFileSync(new URL('./official.json', import.meta.url), 'utf8'),
) as { readonly expressions: Readonly<Record<string, string>> }

const i = exp.bin('i', 'int')
const f = exp.bin('f', 'float')
const s = exp.bin('s', 'string')
const t = exp.bin('t', 'bool')
const b = exp.bin('b', 'blob')
const l = exp.bin('l', 'list')
const m = exp.bin('m', 'map')
const h = exp.bin('h', 'hll')
const inside = [ctx.mapKey('in'), ctx.listIndex(0)]
const inMap = [ctx.mapKey('in')]
const inList = [ctx.listIndex(0)]
const { lists, maps, bits, hll } = exp

const OURS: Readonly<Record<string, () => Expression>> = {
  bool: () => exp.val(true),
  int: () => exp.int(5),
  'int, large': () => exp.int(1234567890123),
  uint: () => exp.val(5),
  float: () => exp.float(2),
  str: () => exp.val('ä'),
  bytes: () => exp.val(Buffer.of(1, 2)),
  geo: () => exp.val(GeoJSON.point(1, 2)),
  nil: () => exp.val(null),
  unknown: () => exp.unknown(),
  list: () => exp.val([1, 'a', [2.5]]),
  map: () => exp.val(new OrderedMap({ a: 1 })),
  'inf and wildcard': () => lists.getByValueRange(l, [1, 2], INFINITY, { returnType: 'count' }),
  wildcard: () => lists.getByValue(l, WILDCARD, { returnType: 'count' }),
  keyInt: () => exp.key('int'),
  keyStr: () => exp.key('string'),
  keyBlob: () => exp.key('blob'),
  keyExist: () => exp.keyExists(),
  binBool: () => t,
  binInt: () => i,
  binFloat: () => f,
  binStr: () => s,
  binBlob: () => b,
  binGeo: () => exp.bin('g', 'geo'),
  binList: () => l,
  binMap: () => m,
  binHll: () => h,
  binType: () => exp.binType('i'),
  binExists: () => exp.binExists('i'),
  setName: () => exp.setName(),
  deviceSize: () => exp.deviceSize(),
  lastUpdate: () => exp.lastUpdate(),
  sinceUpdate: () => exp.sinceUpdate(),
  voidTime: () => exp.voidTime(),
  ttl: () => exp.ttl(),
  memorySize: () => exp.memorySize(),
  recordSize: () => exp.recordSize(),
  eq: () => exp.eq(i, 5),
  ne: () => exp.ne(s, 'x'),
  gt: () => exp.gt(f, 2),
  ge: () => exp.ge(i, -1n),
  lt: () => exp.lt(b, Buffer.of(1)),
  le: () => exp.le(l, [1]),
  cmpRegex: () => exp.regex(s, '^a.*z$', { ignoreCase: true }),
  'cmpRegex, long': () => exp.regex(s, 'x'.repeat(40)),
  cmpGeo: () => exp.geo(exp.bin('g', 'geo'), GeoJSON.point(1, 2)),
  inList: () => exp.inList(i, [1, 2]),
  removeResult: () => exp.removeResult(),
  mapKeys: () => exp.mapKeys(m),
  mapValues: () => exp.mapValues(m),
  not: () => exp.not(t),
  and: () => exp.and(t, true, exp.eq(i, 1)),
  or: () => exp.or(t, false),
  exclusive: () => exp.exclusive(t, false),
  add: () => exp.add(i, 1, 2),
  sub: () => exp.sub(f, 1),
  mul: () => exp.mul(i, 300),
  div: () => exp.div(i, 70_000),
  pow: () => exp.pow(2.5, 2),
  log: () => exp.log(2.5, new Double(10)),
  mod: () => exp.mod(5, 3),
  abs: () => exp.abs(5),
  floor: () => exp.floor(2.5),
  ceil: () => exp.ceil(2.5),
  toInt: () => exp.toInt(2.5),
  toFloat: () => exp.toFloat(5),
  intAnd: () => exp.intAnd(i, 1),
  intOr: () => exp.intOr(i, 1),
  intXor: () => exp.intXor(i, 1),
  intNot: () => exp.intNot(5),
  intLshift: () => exp.intLeftShift(5, 3),
  intRshift: () => exp.intRightShift(5, 3),
  intArshift: () => exp.intArithmeticRightShift(5, 3),
  intCount: () => exp.intCount(5),
  intLscan: () => exp.intLeftScan(5, true),
  intRscan: () => exp.intRightScan(5, false),
  min: () => exp.min(i, 5),
  max: () => exp.max(f, 5),
  cond: () => exp.cond(exp.gt(i, 5), 'big', exp.gt(i, 1), 'middle', 'small'),
  'cond, unknown': () => exp.cond(t, i, exp.unknown()),
  'let, def and var': () =>
    exp.let({ x: exp.add(i, 1), y: 2 }, exp.gt(exp.var('x', 'int'), exp.var('y', 'int'))),
  loopVarInt: () => exp.loopValue('int'),
  loopVarFloat: () => exp.loopValue('float'),
  loopVarList: () => exp.loopValue('list'),
  loopVarMap: () => exp.loopValue('map'),
  loopVarStr: () => exp.loopKey('string'),
  loopVarBlob: () => exp.loopKey('blob'),
  loopVarBool: () => exp.loopValue('bool'),
  loopVarNil: () => exp.loopValue('nil'),
  loopVarGeoJSON: () => exp.loopValue('geo'),
  loopVarHLL: () => exp.loopValue('hll'),
  'loopVar, index': () => exp.loopIndex(),
  selectByPath: () => exp.selectByPath(l, [ctx.allChildren(), ctx.mapKey('p')]),
  'selectByPath, tree': () => exp.selectByPath(m, [ctx.allChildren()], { returnType: 'tree' }),
  modifyByPath: () =>
    exp.modifyByPath(m, [ctx.allChildren()], exp.add(exp.loopValue('int'), 1), { noFail: true }),

  'lists.size': () => lists.size(l),
  'lists.size, inside': () => lists.size(m, { context: inside }),
  'lists.getByValue': () => lists.getByValue(l, 1, { returnType: 'index' }),
  'lists.getByValueRange': () => lists.getByValueRange(l, 1, 5),
  'lists.getByValueList': () => lists.getByValueList(l, [1, 2], { returnType: 'count', inverted: true }),
  'lists.getByRelRankRangeToEnd': () =>
    lists.getByValueRelRankRange(l, 3, -1, undefined, { returnType: 'rank' }),
  'lists.getByRelRankRange': () => lists.getByValueRelRankRange(l, 3, -1, 2, { returnType: 'exists' }),
  'lists.getByIndex': () => lists.getByIndex(l, 0, { type: 'string' }),
  'lists.getByIndex, an expression': () => lists.getByIndex(l, i, { returnType: 'rank' }),
  'lists.getByIndexRangeToEnd': () => lists.getByIndexRange(l, 1),
  'lists.getByIndexRange': () => lists.getByIndexRange(l, 1, 2),
  'lists.getByRank': () => lists.getByRank(l, -1, { type: 'int' }),
  'lists.getByRankRangeToEnd': () => lists.getByRankRange(l, 1, undefined, { returnType: 'reverseIndex' }),
  'lists.getByRankRange': () => lists.getByRankRange(l, 1, 2, { returnType: 'reverseRank' }),
  'lists.append': () => lists.append(l, 1),
  'lists.append, inside': () => lists.append(m, s, { context: inMap }),
  'lists.appendItems': () => lists.appendItems(l, [1, 2]),
  'lists.insert': () => lists.insert(l, 0, 9),
  'lists.insertItems': () => lists.insertItems(l, 0, [9, 8]),
  'lists.increment': () => lists.increment(l, 0, 5),
  'lists.set': () => lists.set(l, 0, 9),
  'lists.clear': () => lists.clear(l),
  'lists.sort': () => lists.sort(l, { dropDuplicates: true }),
  'lists.removeByValue': () => lists.removeByValue(l, 1),
  'lists.removeByValueList': () => lists.removeByValueList(l, [1, 2]),
  'lists.removeByValueRange': () => lists.removeByValueRange(l, 1, 5),
  'lists.removeByRelRankRangeToEnd': () => lists.removeByValueRelRankRange(l, 3, 0),
  'lists.removeByRelRankRange': () => lists.removeByValueRelRankRange(l, 3, 0, 2),
  'lists.removeByIndex': () => lists.removeByIndex(l, -1),
  'lists.removeByIndexRangeToEnd': () => lists.removeByIndexRange(l, 1),
  'lists.removeByIndexRange': () => lists.removeByIndexRange(l, 1, 2),
  'lists.removeByRank': () => lists.removeByRank(l, 0),
  'lists.removeByRankRangeToEnd': () => lists.removeByRankRange(l, 1),
  'lists.removeByRankRange': () => lists.removeByRankRange(l, 1, 2),

  'maps.size': () => maps.size(m),
  'maps.put': () => maps.put(m, 'a', 1),
  'maps.putItems': () => maps.putItems(m, new OrderedMap({ x: 1 })),
  'maps.increment': () => maps.increment(m, 'a', 1),
  'maps.clear': () => maps.clear(m),
  'maps.removeByKey': () => maps.removeByKey(m, 'a'),
  'maps.removeByKeyList': () => maps.removeByKeyList(m, ['a', 'b']),
  'maps.removeByKeyRange': () => maps.removeByKeyRange(m, 'a', 'c'),
  'maps.removeByKeyRelIndexRangeToEnd': () => maps.removeByKeyRelIndexRange(m, 'a', 0),
  'maps.removeByKeyRelIndexRange': () => maps.removeByKeyRelIndexRange(m, 'a', 0, 2),
  'maps.removeByValue': () => maps.removeByValue(m, 1),
  'maps.removeByValueList': () => maps.removeByValueList(m, [1, 2]),
  'maps.removeByValueRange': () => maps.removeByValueRange(m, 1, 5),
  'maps.removeByValueRelRankRangeToEnd': () => maps.removeByValueRelRankRange(m, 3, 0),
  'maps.removeByValueRelRankRange': () => maps.removeByValueRelRankRange(m, 3, 0, 2),
  'maps.removeByIndex': () => maps.removeByIndex(m, 0),
  'maps.removeByIndexRangeToEnd': () => maps.removeByIndexRange(m, 1),
  'maps.removeByIndexRange': () => maps.removeByIndexRange(m, 1, 2),
  'maps.removeByRank': () => maps.removeByRank(m, -1),
  'maps.removeByRankRangeToEnd': () => maps.removeByRankRange(m, 1),
  'maps.removeByRankRange': () => maps.removeByRankRange(m, 1, 2),
  'maps.getByKey': () => maps.getByKey(m, 'a', { type: 'int' }),
  'maps.getByKey, inside': () => maps.getByKey(l, 'a', { type: 'int', context: inList }),
  'maps.getByKeyRange': () => maps.getByKeyRange(m, 'a', 'c', { returnType: 'key' }),
  'maps.getByKeyList': () => maps.getByKeyList(m, ['a', 'b'], { returnType: 'orderedMap' }),
  'maps.getByKeyRelIndexRangeToEnd': () =>
    maps.getByKeyRelIndexRange(m, 'a', 0, undefined, { returnType: 'count' }),
  'maps.getByKeyRelIndexRange': () => maps.getByKeyRelIndexRange(m, 'a', 0, 2, { returnType: 'key' }),
  'maps.getByValue': () => maps.getByValue(m, 1, { returnType: 'exists' }),
  'maps.getByValueRange': () => maps.getByValueRange(m, 1, 5, { returnType: 'key' }),
  'maps.getByValueList': () => maps.getByValueList(m, [1, 2], { returnType: 'key' }),
  'maps.getByValueRelRankRangeToEnd': () =>
    maps.getByValueRelRankRange(m, 3, 0, undefined, { returnType: 'key' }),
  'maps.getByValueRelRankRange': () => maps.getByValueRelRankRange(m, 3, 0, 2, { returnType: 'key' }),
  'maps.getByIndex': () => maps.getByIndex(m, 0, { returnType: 'key', type: 'string' }),
  'maps.getByIndexRangeToEnd': () => maps.getByIndexRange(m, 1),
  'maps.getByIndexRange': () => maps.getByIndexRange(m, 1, 2, { returnType: 'unorderedMap' }),
  'maps.getByRank': () => maps.getByRank(m, -1, { returnType: 'reverseRank' }),
  'maps.getByRankRangeToEnd': () => maps.getByRankRange(m, 1, undefined, { returnType: 'key' }),
  'maps.getByRankRange': () => maps.getByRankRange(m, 1, 2, { returnType: 'key' }),

  'bits.reSize': () => bits.resize(b, 8, { fromFront: true, updateOnly: true }),
  'bits.insert': () => bits.insert(b, 1, Buffer.of(7), { updateOnly: true }),
  'bits.remove': () => bits.remove(b, 1, 2),
  'bits.set': () => bits.set(b, 0, 8, Buffer.of(7)),
  'bits.or': () => bits.or(b, 0, 8, Buffer.of(7)),
  'bits.xor': () => bits.xor(b, 0, 8, Buffer.of(7)),
  'bits.and': () => bits.and(b, 0, 8, Buffer.of(7)),
  'bits.not': () => bits.not(b, 0, 8),
  'bits.lShift': () => bits.leftShift(b, 0, 8, 3),
  'bits.rShift': () => bits.rightShift(b, 0, 8, 3),
  'bits.add': () => bits.add(b, 0, 8, 1, { overflow: 'wrap' }),
  'bits.subtract': () => bits.subtract(b, 0, 8, 1, { overflow: 'saturate' }),
  'bits.setInt': () => bits.setInt(b, 0, 8, 42),
  'bits.get': () => bits.get(b, 0, 8),
  'bits.count': () => bits.count(b, 0, 8),
  'bits.lScan': () => bits.leftScan(b, 0, 8, true),
  'bits.rScan': () => bits.rightScan(b, 0, 8, false),
  'bits.getInt': () => bits.getInt(b, 0, 8, { signed: true }),

  'hll.initMH': () => hll.init(h, { indexBits: 8, minhashBits: 10, updateOnly: true }),
  'hll.addMH': () => hll.add(h, ['a'], { indexBits: 8, minhashBits: 10 }),
  'hll.add': () => hll.add(h, ['a'], { indexBits: 8 }),
  'hll.update': () => hll.add(h, ['a']),
  'hll.getCount': () => hll.getCount(h),
  'hll.getUnion': () => hll.getUnion(h, l),
  'hll.getUnionCount': () => hll.getUnionCount(h, l),
  'hll.getIntersectCount': () => hll.getIntersectCount(h, l),
  'hll.getSimilarity': () => hll.getSimilarity(h, l),
  'hll.describe': () => hll.describe(h),
  'hll.mayContain': () => hll.mayContain(h, ['a']),
}

/** It sends no order with these; ours says always that of a new map. */
const WITHOUT_WORDS = ['maps.put', 'maps.putItems', 'maps.increment']

describe("expressions: the official client's bytes", () => {
  it('all that it has is compared', () => {
    expect(Object.keys(OURS).sort()).toEqual(Object.keys(OFFICIAL).sort())
  })

  it.each(Object.entries(OURS).filter(([name]) => !WITHOUT_WORDS.includes(name)))('%s', (name, build) => {
    const ours = build()
    expect(ours.toBase64()).toBe(OFFICIAL[name])
    const read = Expression.fromBase64(OFFICIAL[name] as string)
    expect(read.type).toBe(ours.type)
    // The tree that was read compiles to the same bytes again.
    const again = new Tree(read.type, read.node, read.size, read.depth)
    expect(again.bytes).toEqual(ours.bytes)
    expect([read.size, read.depth]).toEqual([ours.size, ours.depth])
  })

  it.each(WITHOUT_WORDS)('%s but for its words', (name) => {
    const { node } = Expression.fromBase64(OFFICIAL[name] as string)
    const ours = (OURS[name] as () => Expression)().node
    expect(node).toMatchObject({ op: 'call', words: [] })
    expect({ ...node, words: undefined, on: undefined }).toEqual({ ...ours, words: undefined, on: undefined })
  })
})
