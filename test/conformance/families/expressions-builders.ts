import {
  ctx,
  Double,
  exp,
  type Expression,
  GeoJSON,
  INFINITY,
  OrderedList,
  OrderedMap,
  WILDCARD,
} from '../../../src/index.ts'
import { each, type Family, type OpData, type Step } from '../scenario.ts'
import { answers, read, RECORD } from './expressions-record.ts'

// Every function of `exp` as users call it, so that what it compiles is what a server takes.

const i = exp.bin('i', 'int')
const n = exp.bin('n', 'int')
const f = exp.bin('f', 'float')
const s = exp.bin('s', 'string')
const t = exp.bin('t', 'bool')
const b = exp.bin('b', 'blob')
const l = exp.bin('l', 'list')
const m = exp.bin('m', 'map')
const g = exp.bin('g', 'geo')
const { lists, maps, bits, hll } = exp

/** A list and a map that are nested, as literals. */
const nestedMap = exp.val(new OrderedMap({ in: [5, 1, 3], other: { a: 1 } }))
const nestedList = exp.val([[5, 1, 3], { a: 1, b: 2 }])
const into = { context: [ctx.mapKey('in')] }
const intoMap = { context: [ctx.listIndex(1)] }

const comparisons: Record<string, Step[]> = {
  compare: answers(
    ...[exp.eq, exp.ne, exp.gt, exp.ge, exp.lt, exp.le].flatMap((compare) => [
      compare(i, 7),
      compare(f, 3),
      compare(s, 'hello'),
      compare(l, [3, 1, 2]),
      compare(b, Buffer.of(1)),
      compare(exp.val(null), null),
      compare(t, true),
      compare(m, new OrderedMap({ a: 1, b: 2 })),
    ]),
  ),
  regex: answers(
    exp.regex(s, '^h(el)+o$'),
    exp.regex(s, '^HEL', { ignoreCase: true }),
    exp.regex(s, 'l\\{2\\}', { extended: false }),
    exp.regex('a\nb', '^b', { newline: true }),
    exp.regex('a\nb', '^b', { noSub: true }),
    exp.regex(s, 'x'.repeat(40)),
  ),
  geo: answers(exp.geo(g, GeoJSON.circle(8.5, 47.4, 1000)), exp.geo(GeoJSON.circle(0, 0, 10), g)),
  inList: answers(
    exp.inList(i, [7, 8]),
    exp.inList('x', ['y']),
    exp.inList(2, l),
    exp.inList(exp.float(3), l),
    exp.inList([1], [[1], [2]]),
    exp.inList(GeoJSON.point(1, 2), [GeoJSON.point(1, 2)]),
    exp.inList(null, [null]),
    exp.inList(new Double(2.5), [2.5]),
  ),
  logic: answers(
    exp.and(t, exp.eq(i, 7), true),
    exp.or(false, exp.not(t)),
    exp.exclusive(t, true),
    exp.exclusive(t, false, false),
  ),
}

const numbers: Record<string, Step[]> = {
  arithmetic: answers(
    ...[exp.add, exp.sub, exp.mul, exp.div, exp.min, exp.max].flatMap((fold): Expression[] => [
      fold(i, 2, n),
      fold(f, 2),
      fold(100, i),
      fold(1.5, f),
      fold(i),
    ]),
    exp.pow(f, 2),
    exp.log(f, 10),
    exp.mod(i, 4),
    exp.abs(n),
    exp.abs(-2.5),
    exp.floor(f),
    exp.ceil(f),
    exp.toInt(f),
    exp.toFloat(i),
  ),
  integers: answers(
    exp.intAnd(i, 5),
    exp.intOr(i, 8, 16),
    exp.intXor(i, 2),
    exp.intNot(i),
    exp.intLeftShift(i, 3),
    exp.intRightShift(n, 60),
    exp.intArithmeticRightShift(n, 1),
    exp.intCount(n),
    exp.intLeftScan(i, true),
    exp.intRightScan(n, false),
  ),
  literals: answers(
    exp.int(2n ** 60n),
    exp.float(2),
    ...[true, 'ä', 5, -1.5, null, Buffer.of(1, 2), GeoJSON.point(1, 2), [1, [2]], { a: [1] }].map((value) =>
      exp.val(value),
    ),
    exp.val(new OrderedList([3, 1, 2])),
    exp.val(new OrderedMap({ b: 1, a: 2 })),
  ),
}

const record: Record<string, Step[]> = {
  bins: answers(
    ...(['int', 'float', 'string', 'bool', 'blob', 'list', 'map', 'geo', 'hll'] as const).map((type) =>
      exp.bin('i', type),
    ),
    ...[...Object.keys(RECORD), 'nothing'].flatMap((name) => [exp.binType(name), exp.binExists(name)]),
    ...Object.values(exp.BIN_TYPES).map((type) => exp.eq(exp.binType('g'), type)),
  ),
  metadata: answers(
    exp.ttl(),
    exp.voidTime(),
    exp.gt(exp.lastUpdate(), 2n ** 60n),
    exp.lt(exp.sinceUpdate(), 60_000),
    exp.recordSize(),
    exp.deviceSize(),
    exp.memorySize(),
    exp.setName(),
    exp.keyExists(),
    exp.isTombstone(),
    exp.lt(exp.digestModulo(3), 3),
  ),
  'a key of each type': (['text', 5, Buffer.of(7)] as const).flatMap((key): Step[] => [
    ['at', { key }, ['put', { a: 1 }, { sendKey: true }]],
    [
      'at',
      { key },
      [
        'operate',
        (['string', 'int', 'blob'] as const).map((type): OpData => [
          'ops.readExpression',
          type,
          exp.key(type),
          { evalNoFail: true },
        ]),
      ],
    ],
  ]),
}

const control: Record<string, Step[]> = {
  cond: answers(
    exp.cond(t, 1, 2),
    exp.cond(exp.gt(i, 100), 'a', exp.gt(i, 5), s, 'c'),
    exp.cond(t, i, exp.unknown()),
    exp.cond(exp.not(t), i, exp.unknown()),
    exp.cond(exp.not(t), exp.unknown(), exp.unknown()),
  ),
  let: answers(
    exp.let({ x: exp.add(i, 1), y: exp.mul(exp.var('x', 'int'), 2) }, ({ x, y }) => exp.add(x, y)),
    exp.let({ x: [1, 2] }, ({ x }) => lists.append(x, 3)),
    exp.let({ x: 1 }, ({ x }) => exp.let({ y: x }, ({ y }) => exp.add(x, y))),
    exp.add(exp.let({ x: i }, exp.var('x', 'int')), exp.let({ x: n }, exp.var('x', 'int'))),
  ),
  paths: answers(
    exp.selectByPath(l, [ctx.allChildren(exp.gt(exp.loopValue('int'), 1))]),
    exp.selectByPath(m, [ctx.allChildren(exp.eq(exp.loopKey('string'), 'a'))], { returnType: 'keyValue' }),
    exp.selectByPath(m, [ctx.allChildren()], { returnType: 'key' }),
    exp.selectByPath(m, [ctx.allChildren(exp.gt(exp.loopIndex(), 0))], { returnType: 'tree' }),
    exp.selectByPath(l, [ctx.allChildren(exp.eq(exp.loopValue('string'), 'x'))], { noFail: true }),
    exp.modifyByPath(m, [ctx.allChildren()], exp.mul(exp.loopValue('int'), 10)),
    exp.modifyByPath(l, [ctx.allChildren(exp.eq(exp.loopValue('int'), 1))], exp.removeResult()),
    lists.size(exp.selectByPath(l, [ctx.allChildren()])),
    exp.mapKeys(m),
    exp.mapValues(m),
  ),
  'as deep as is allowed': answers(
    Array.from({ length: 498 }).reduce<Expression<'bool'>>((inner) => exp.not(inner), t),
    Array.from({ length: 400 }).reduce<Expression<'int'>>((inner) => exp.add(inner, 1), i),
    lists.size(Array.from({ length: 60 }).reduce<Expression<'list'>>((inner) => lists.append(inner, 1), l)),
  ),
}

const listCalls: Record<string, Step[]> = {
  'lists that change': answers(
    lists.create(l, { order: 'ordered' }),
    lists.create(nestedMap, { context: [ctx.mapKey('new')] }),
    lists.setOrder(l, 'ordered'),
    lists.append(l, 9),
    lists.append(l, s, { unique: true }),
    lists.append(l, 1, { unique: true, noFail: true }),
    lists.append(l, [1]),
    lists.append(l, l),
    lists.appendItems(l, [8, 9]),
    lists.appendItems(l, l),
    lists.insert(l, 0, i),
    lists.insert(l, exp.sub(i, 6), 'x'),
    lists.insertItems(l, 1, ['x', 'y']),
    lists.set(l, 0, 'x'),
    lists.set(l, 9, 'x', { bounded: true }),
    lists.increment(l, 0),
    lists.increment(l, 0, exp.add(i, 1)),
    lists.sort(l),
    lists.sort(l, { descending: true }),
    lists.sort(exp.val([2, 1, 2]), { dropDuplicates: true }),
    lists.trim(l, 0, 2),
    lists.clear(l),
  ),
  'lists without some elements': answers(
    lists.removeByIndex(l, -1),
    lists.removeByIndexRange(l, 1),
    lists.removeByIndexRange(l, 0, 2, { inverted: true }),
    lists.removeByRank(l, 0),
    lists.removeByRankRange(l, 0, 2),
    lists.removeByValue(l, 1),
    lists.removeByValue(l, WILDCARD),
    lists.removeByValueList(l, [1, 2]),
    lists.removeByValueRange(l, 2, undefined),
    lists.removeByValueRange(l, undefined, 2),
    lists.removeByValueRelRankRange(l, 2, 0),
    lists.removeByValueRelRankRange(l, 2, -1, 1),
  ),
  'lists, read': answers(
    lists.size(l),
    lists.getByIndex(l, 0, { type: 'int' }),
    lists.getByIndex(l, n, { type: 'int' }),
    lists.getByIndex(l, 0, { type: 'string' }),
    lists.getByIndex(l, 0, { returnType: 'rank' }),
    lists.getByIndex(l, 0, { returnType: 'exists' }),
    lists.getByIndexRange(l, 1),
    lists.getByIndexRange(l, 0, 2, { returnType: 'reverseIndex' }),
    lists.getByRank(l, -1, { type: 'int' }),
    lists.getByRank(l, -1, { returnType: 'count' }),
    lists.getByRankRange(l, 1),
    lists.getByRankRange(l, 0, 2, { returnType: 'index', inverted: true }),
    lists.getByValue(l, 2),
    lists.getByValue(l, WILDCARD, { returnType: 'count' }),
    lists.getByValue(l, exp.sub(i, 5), { returnType: 'exists' }),
    lists.getByValueList(l, [1, 9], { returnType: 'index' }),
    lists.getByValueList(l, l, { returnType: 'count' }),
    lists.getByValueRange(l, 1, 3),
    lists.getByValueRange(l, 2, INFINITY, { returnType: 'rank' }),
    lists.getByValueRange(exp.val([[1], [2], [3]]), [2], [3]),
    lists.getByValueRelRankRange(l, 2, 0),
    lists.getByValueRelRankRange(l, 2, -1, 2, { returnType: 'reverseRank' }),
  ),
  'lists inside': answers(
    lists.size(nestedMap, into),
    lists.getByRank(nestedMap, 0, { type: 'int', ...into }),
    lists.getByValueRange(nestedMap, 1, 4, into),
    lists.append(nestedMap, s, into),
    lists.appendItems(nestedMap, [1, 2], into),
    lists.sort(nestedMap, into),
    lists.removeByValueList(nestedMap, [1, 5], into),
    lists.size(nestedMap, { context: [ctx.mapKey('none')] }),
  ),
}

const mapCalls: Record<string, Step[]> = {
  'maps that change': answers(
    maps.create(m, { order: 'keyValue' }),
    maps.create(nestedMap, { context: [ctx.mapKey('new')] }),
    maps.setOrder(exp.bin('um', 'map'), 'key'),
    maps.put(m, 'z', 26),
    maps.put(m, s, i),
    maps.put(m, 'list', [1, 2]),
    maps.put(m, 'list', l),
    maps.put(m, 'a', 5, { createOnly: true }),
    maps.put(m, 'a', 5, { createOnly: true, noFail: true }),
    maps.putItems(m, { x: 1, y: [2] }),
    maps.putItems(m, exp.bin('um', 'map'), { updateOnly: true }),
    maps.increment(m, 'a'),
    maps.increment(m, 'a', i),
    maps.decrement(m, 'b', 5),
    maps.clear(m),
  ),
  'maps without some entries': answers(
    maps.removeByKey(m, 'a'),
    maps.removeByKeyList(m, ['a', 'z']),
    maps.removeByKeyList(m, ['a', 'z'], { inverted: true }),
    maps.removeByKeyRange(m, 'a', 'b'),
    maps.removeByKeyRange(m, undefined, 'b'),
    maps.removeByKeyRelIndexRange(m, 'a', 1),
    maps.removeByKeyRelIndexRange(m, 'a', 0, 1),
    maps.removeByIndex(m, 0),
    maps.removeByIndexRange(m, 1),
    maps.removeByIndexRange(m, 0, 1),
    maps.removeByRank(m, -1),
    maps.removeByRankRange(m, 0, 1),
    maps.removeByValue(m, 1),
    maps.removeByValueList(m, [1, 5]),
    maps.removeByValueRange(m, 2, undefined),
    maps.removeByValueRelRankRange(m, 1, 0),
    maps.removeByValueRelRankRange(m, 1, 0, 1),
  ),
  'maps, read': answers(
    maps.size(m),
    maps.getByKey(m, 'a', { type: 'int' }),
    maps.getByKey(m, 'z', { type: 'int' }),
    maps.getByKey(m, 'a', { returnType: 'index' }),
    maps.getByKey(m, 'a', { type: 'string', returnType: 'key' }),
    maps.getByKey(m, 'a', { returnType: 'keyValue' }),
    maps.getByKey(m, 'a', { returnType: 'unorderedMap' }),
    maps.getByKeyList(m, ['a', 'z']),
    maps.getByKeyList(m, ['a', 'b'], { returnType: 'orderedMap' }),
    maps.getByKeyRange(m, 'a', 'b', { returnType: 'key' }),
    maps.getByKeyRange(m, 'a', undefined, { returnType: 'keyValue' }),
    maps.getByKeyRelIndexRange(m, 'a', 1),
    maps.getByKeyRelIndexRange(m, 'a', 0, 1, { returnType: 'key' }),
    maps.getByIndex(m, 0, { type: 'int' }),
    maps.getByIndex(m, -1, { type: 'string', returnType: 'key' }),
    maps.getByIndexRange(m, 1),
    maps.getByIndexRange(m, 0, 1, { returnType: 'key', inverted: true }),
    maps.getByRank(m, -1, { type: 'int' }),
    maps.getByRank(m, 0, { returnType: 'exists' }),
    maps.getByRankRange(m, 0),
    maps.getByRankRange(m, 0, 1, { returnType: 'orderedMap' }),
    maps.getByValue(m, 1, { returnType: 'key' }),
    maps.getByValue(m, exp.sub(i, 6), { returnType: 'count' }),
    maps.getByValueList(m, [1, 5], { returnType: 'key' }),
    maps.getByValueRange(m, 1, 2, { returnType: 'unorderedMap' }),
    maps.getByValueRelRankRange(m, 1, 0),
    maps.getByValueRelRankRange(m, 1, 0, 1, { returnType: 'rank' }),
  ),
  // Keys and values in the order in which they were selected: a map that keeps this about itself.
  'a map of keys and values is changed': answers(
    maps.put(maps.getByKeyRange(m, 'a', undefined, { returnType: 'keyValue' }), 'z', 1),
    maps.removeByKey(maps.getByRankRange(m, 0, 2, { returnType: 'keyValue' }), 'a'),
    maps.setOrder(maps.getByKeyList(m, ['b', 'a'], { returnType: 'keyValue' }), 'key'),
    maps.size(maps.getByKeyList(m, ['b', 'a'], { returnType: 'keyValue' })),
  ),
  'maps inside': answers(
    maps.size(nestedList, intoMap),
    maps.getByKey(nestedList, 'a', { type: 'int', ...intoMap }),
    maps.put(nestedList, 'c', 3, intoMap),
    maps.put(nestedList, 'c', [3], intoMap),
    maps.removeByKey(nestedList, 'a', intoMap),
    maps.size(nestedList, { context: [ctx.listIndex(5)] }),
  ),
}

const blobs: Record<string, Step[]> = {
  'bits that change': answers(
    bits.resize(b, 4, { fromFront: true }),
    bits.insert(b, 1, Buffer.of(7)),
    bits.remove(b, 0, 1),
    bits.set(b, 0, 8, Buffer.of(7)),
    bits.set(b, 0, 8, bits.get(b, 8, 8)),
    bits.or(b, 0, 8, Buffer.of(15)),
    bits.xor(b, 0, 8, Buffer.of(15)),
    bits.and(b, 0, 8, Buffer.of(15)),
    bits.not(b, 0, 16),
    bits.leftShift(b, 0, 16, 3),
    bits.rightShift(b, 0, 16, 3),
    bits.add(b, 0, 8, 200, { overflow: 'wrap' }),
    bits.add(b, 0, 8, 200),
    bits.subtract(b, 0, 8, 200, { overflow: 'saturate' }),
    bits.setInt(b, 0, 8, i),
  ),
  'bits, read': answers(
    bits.get(b, 0, 8),
    bits.count(b, 0, exp.add(i, 1)),
    bits.leftScan(b, 0, 8, false),
    bits.rightScan(b, 0, 8, t),
    bits.getInt(b, 0, 8),
    bits.getInt(b, 0, 8, { signed: true }),
  ),
  sketches: [
    [
      'operate',
      [
        ['hll.add', 'h', ['a', 'b', 'c'], { indexBits: 8 }],
        ['hll.add', 'o', ['b', 'c', 'd'], { indexBits: 8 }],
        ['ops.write', 'l', ['x', 'y']],
      ],
    ],
    ...each(
      ...[exp.bin('h', 'hll')]
        .flatMap((h) => {
          const others = lists.append(exp.val([]), exp.bin('o', 'hll'))
          return [
            hll.getCount(h),
            hll.getCount(hll.init(h, { indexBits: 6, minhashBits: 8 })),
            hll.getCount(hll.add(h, ['d', 'e'])),
            hll.getCount(hll.add(h, l)),
            hll.getCount(hll.setUnion(h, others)),
            hll.describe(hll.fold(h, 6)),
            hll.getCount(hll.getUnion(h, others)),
            hll.getUnionCount(h, others),
            hll.getIntersectCount(h, others),
            hll.getSimilarity(h, others),
            hll.describe(h),
            hll.mayContain(h, ['a', 'b']),
            hll.mayContain(h, ['q']),
          ]
        })
        .map(read),
    ),
  ],
}

export const expressionsBuilders: Family = {
  name: 'expressions-builders',
  scenarios: { ...comparisons, ...numbers, ...record, ...control, ...listCalls, ...mapCalls, ...blobs },
}
