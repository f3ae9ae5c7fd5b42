import {
  ctx,
  Double,
  exp,
  type ExpressionOperand,
  type Expression,
  GeoJSON,
  OrderedMap,
  type Value,
} from '../../../src/index.ts'
import { index } from './collections.ts'
import type { Random } from './random.ts'
import { integer, mapKey, plain, scalar, text, value } from './values.ts'

// Well-typed expressions of every builder, over the bins that a round has or has not. What kills servers of version 8.1.2 is
// kept out: see each place.

/** The types that expressions are made of. */
export interface Types {
  int: 'int'
  float: 'float'
  bool: 'bool'
  string: 'string'
  blob: 'blob'
  list: 'list'
  map: 'map'
  geo: 'geo'
  hll: 'hll'
}
export type Type = keyof Types
type Made<T extends Type> = Expression<T>
type Make<T extends Type> = () => Made<T>

export const TYPES: readonly Type[] = ['int', 'float', 'bool', 'string', 'blob', 'list', 'map', 'geo', 'hll']

/** The bins of each type; some are of another type in the record, or missing. */
const BINS: Readonly<Record<Type, readonly string[]>> = {
  int: ['i', 'n', 'none', 'f'],
  float: ['f', 'i'],
  bool: ['t'],
  string: ['s', 'i'],
  blob: ['b'],
  list: ['l', 'j', 'm'],
  map: ['m', 'k', 'l'],
  geo: ['g'],
  hll: ['h'],
}

/** What an expression is made with: chance, and how deep it may still go. */
interface Maker {
  readonly r: Random
  of<T extends Type>(type: T): Made<T>
  /** The same, or a plain value. */
  operand<T extends Type>(type: T): ExpressionOperand<T>
}

export function typed<T extends Type>(r: Random, type: T, depth: number): Made<T> {
  const maker: Maker = {
    r,
    of: (inner) => typed(r, inner, depth - 1),
    operand: (inner) => (r.chance(0.4) ? literal(r, inner) : typed(r, inner, depth - 1)),
  }
  if (depth <= 0 || r.chance(0.15)) return leaf(r, type)
  if (r.chance(0.1)) return conditional(maker, type)
  if (r.chance(0.08)) return variable(r, type, depth)
  const ways = WAYS[type](maker)
  return ways.length === 0 ? leaf(r, type) : r.pick(ways)()
}

function leaf<T extends Type>(r: Random, type: T): Made<T> {
  if (type === 'hll' || r.chance(0.6)) return exp.bin(r.pick(BINS[type]), type)
  return exp.val(literal(r, type) as never)
}

function literal<T extends Type>(r: Random, type: T): ExpressionOperand<T> {
  const literals: Readonly<Record<Type, () => unknown>> = {
    int: () => integer(r),
    float: () => r.pick([0.5, -1.5, 2.5, 100.25, Infinity, new Double(1e300), new Double(2)]),
    bool: () => r.chance(0.5),
    string: () => text(r),
    blob: () => r.bytes(0, 4),
    list: () => r.list(0, 4, () => value(r, 1)),
    map: () => (r.chance(0.5) ? new OrderedMap({ a: 1, b: 'x', c: [1] }) : { a: 1, b: 2 }),
    geo: () => (r.chance(0.5) ? GeoJSON.point(r.int(-2, 2), r.int(-2, 2)) : GeoJSON.circle(0, 0, 150_000)),
    hll: () => exp.bin('h', 'hll'),
  }
  return literals[type]() as ExpressionOperand<T>
}

function conditional<T extends Type>({ r, of }: Maker, type: T): Made<T> {
  const otherwise: Expression<T> = r.chance(0.2) ? exp.unknown() : of(type)
  const cases = r.list(1, 2, () => [of('bool'), of(type)] as const).flat()
  return (exp.cond as (...all: unknown[]) => Made<T>)(...cases, otherwise)
}

function variable<T extends Type>(r: Random, type: T, depth: number): Made<T> {
  const of = r.pick(TYPES)
  // No name may hide another.
  const name = `v${r.int(0, 1_000_000_000)}`
  const body = typed(r, type, depth - 1)
  const seen = exp.var(name, of)
  const used = r.chance(0.5) && of === type ? (seen as unknown as Made<T>) : body
  return exp.let({ [name]: typed(r, of, depth - 1) }, used)
}

const COMPARE = [exp.eq, exp.ne, exp.gt, exp.ge, exp.lt, exp.le] as const

function comparison({ r, of, operand }: Maker): Made<'bool'> {
  const type = r.pick(['int', 'int', 'float', 'string', 'blob', 'bool', 'list', 'map'] as const)
  return r.pick(COMPARE)(of(type) as Expression<'int'>, operand(type) as Expression<'int'>)
}

const element = ({ r, of }: Maker): Value | Expression =>
  r.chance(0.3) ? of(r.pick(['int', 'string', 'list', 'bool'])) : value(r, 1)
const key = ({ r, of }: Maker): Value | Expression => (r.chance(0.2) ? of('string') : mapKey(r))
const at = ({ r, of }: Maker): number | Expression<'int'> => (r.chance(0.1) ? of('int') : index(r))
const many = ({ r }: Maker): number | undefined => (r.chance(0.4) ? undefined : r.int(0, 4))
const limit = (maker: Maker): Value | Expression | undefined =>
  maker.r.chance(0.25) ? undefined : element(maker)

/** The elements of lists that are looked for: none at all, the others wanted, ends the server. */
const wanted = (maker: Maker): Value[] => maker.r.list(1, 3, () => value(maker.r, 1))

const LIST_RETURNS = ['index', 'reverseIndex', 'rank', 'reverseRank', 'value'] as const
const MAP_LISTS = [...LIST_RETURNS, 'key'] as const
const MAP_MAPS = ['keyValue', 'unorderedMap', 'orderedMap'] as const

function listRead<R extends 'index' | 'value' | 'count' | 'exists'>(
  maker: Maker,
  returnType: R,
): readonly (() => Expression)[] {
  const { r, of } = maker
  const options = { returnType, inverted: r.chance(0.2) }
  const list = of('list')
  return [
    () => exp.lists.getByIndexRange(list, at(maker), many(maker), options),
    () => exp.lists.getByRankRange(list, at(maker), many(maker), options),
    () => exp.lists.getByValue(list, element(maker), options),
    () => exp.lists.getByValueList(list, wanted(maker), options),
    () => exp.lists.getByValueRange(list, limit(maker), limit(maker), options),
    () => exp.lists.getByValueRelRankRange(list, element(maker), at(maker), many(maker), options),
  ]
}

function mapRead(
  maker: Maker,
  returnType: 'key' | 'count' | 'exists' | 'orderedMap',
): readonly (() => Expression)[] {
  const { r, of } = maker
  const options = { returnType, inverted: r.chance(0.2) }
  const map = of('map')
  return [
    () =>
      exp.maps.getByKeyList(
        map,
        r.list(1, 3, () => mapKey(r)),
        options,
      ),
    () => exp.maps.getByKeyRange(map, mapKey(r), r.chance(0.3) ? undefined : mapKey(r), options),
    () => exp.maps.getByKeyRelIndexRange(map, key(maker), at(maker), many(maker), options),
    () => exp.maps.getByIndexRange(map, at(maker), many(maker), options),
    () => exp.maps.getByRankRange(map, at(maker), many(maker), options),
    () => exp.maps.getByValue(map, element(maker), options),
    () => exp.maps.getByValueList(map, wanted(maker), options),
    () => exp.maps.getByValueRange(map, limit(maker), limit(maker), options),
    () => exp.maps.getByValueRelRankRange(map, element(maker), at(maker), many(maker), options),
  ]
}

function single<T extends Type>(maker: Maker, type: T): readonly Make<T>[] {
  const { r, of } = maker
  const inside = r.chance(0.2)
    ? { context: [r.chance(0.5) ? ctx.listIndex(r.int(0, 2)) : ctx.mapKey(text(r))] }
    : {}
  const made = [
    () => exp.lists.getByIndex(of('list'), at(maker), { type, ...inside }),
    () => exp.lists.getByRank(of('list'), at(maker), { type, ...inside }),
    () => exp.maps.getByKey(of('map'), key(maker), { type, ...inside }),
    () => exp.maps.getByIndex(of('map'), at(maker), { type, returnType: r.pick(['key', 'value'] as const) }),
    () => exp.maps.getByRank(of('map'), at(maker), { type, returnType: r.pick(['key', 'value'] as const) }),
  ]
  return made
}

const size = (r: Random): number => (r.chance(0.9) ? r.int(1, 24) : r.pick([0, 32, 63, 64, 65]))
const offset = (r: Random): number => r.int(-20, 50)

const WAYS: { readonly [T in Type]: (maker: Maker) => readonly Make<T>[] } = {
  bool: (maker) => {
    const { r, of, operand } = maker
    return [
      () => comparison(maker),
      () => comparison(maker),
      () => comparison(maker),
      () => r.pick([exp.and, exp.or, exp.exclusive])(of('bool'), operand('bool'), of('bool')),
      () => exp.not(of('bool')),
      () => exp.inList(of(r.pick(['int', 'string', 'list', 'float'])), operand('list')),
      () =>
        exp.regex(of('string'), r.pick(['a', '^a', 'b$', '[a-c]+', '(a|b)c?']), {
          ignoreCase: r.chance(0.3),
        }),
      () => exp.geo(of('geo'), operand('geo')),
      () => exp.binExists(r.pick(['i', 'none', 'l'])),
      () => r.pick([exp.keyExists, exp.isTombstone])(),
      () => r.pick([...listRead(maker, 'exists'), ...mapRead(maker, 'exists')])() as Made<'bool'>,
      ...single(maker, 'bool'),
    ]
  },
  int: (maker) => {
    const { r, of, operand } = maker
    return [
      () => r.pick([exp.add, exp.sub, exp.mul, exp.min, exp.max])(of('int'), operand('int')),
      () => r.pick([exp.intAnd, exp.intOr, exp.intXor])(of('int'), operand('int')),
      // Dividing the smallest integer by -1 kills the server.
      () => r.pick([exp.div, exp.mod])(of('int'), r.pick([0, 1, 2, 3, -7])),
      () => r.pick([exp.intNot, exp.intCount])(of('int')),
      () => exp.abs(of('int')),
      () =>
        r.pick([exp.intLeftShift, exp.intRightShift, exp.intArithmeticRightShift])(of('int'), operand('int')),
      () => r.pick([exp.intLeftScan, exp.intRightScan])(of('int'), operand('bool')),
      () => exp.toInt(of('float')),
      () => exp.binType(r.pick(['i', 's', 'l', 'm', 'b', 'h', 'none'])),
      () => r.pick([exp.ttl, exp.voidTime, exp.recordSize, exp.deviceSize, exp.memorySize])(),
      () => exp.digestModulo(r.pick([1, 3, -7, 1000])),
      () => exp.lists.size(of('list')),
      () => exp.maps.size(of('map')),
      () => r.pick([...listRead(maker, 'count'), ...mapRead(maker, 'count')])() as Made<'int'>,
      () =>
        exp.lists.getByIndex(of('list'), at(maker), {
          returnType: r.pick(['rank', 'reverseIndex'] as const),
        }),
      () => exp.maps.getByKey(of('map'), key(maker), { returnType: r.pick(['rank', 'index'] as const) }),
      () => exp.bits.count(of('blob'), offset(r), size(r)),
      () => r.pick([exp.bits.leftScan, exp.bits.rightScan])(of('blob'), offset(r), size(r), operand('bool')),
      () => exp.bits.getInt(of('blob'), offset(r), size(r), { signed: r.chance(0.5) }),
      () => exp.hll.getCount(of('hll')),
      () => exp.hll.mayContain(of('hll'), [scalar(r), 'a']),
      ...single(maker, 'int'),
    ]
  },
  float: (maker) => {
    const { r, of, operand } = maker
    return [
      () => r.pick([exp.add, exp.sub, exp.mul, exp.div, exp.min, exp.max])(of('float'), operand('float')),
      () => r.pick([exp.pow, exp.log])(of('float'), operand('float')),
      () => r.pick([exp.floor, exp.ceil])(of('float')),
      () => exp.abs(of('float')),
      () => exp.toFloat(of('int')),
      ...single(maker, 'float'),
    ]
  },
  string: (maker) => [() => exp.setName(), ...single(maker, 'string'), ...single(maker, 'string')],
  blob: (maker) => {
    const { r, of, operand } = maker
    return [
      () => exp.bits.get(of('blob'), offset(r), size(r)),
      () => exp.bits.resize(of('blob'), r.int(0, 8), r.chance(0.3) ? { fromFront: true } : {}),
      () => exp.bits.insert(of('blob'), r.int(-3, 8), operand('blob')),
      () => exp.bits.remove(of('blob'), r.int(-3, 8), r.int(0, 3)),
      () =>
        r.pick([exp.bits.set, exp.bits.or, exp.bits.xor, exp.bits.and])(
          of('blob'),
          offset(r),
          size(r),
          operand('blob'),
        ),
      () => exp.bits.not(of('blob'), offset(r), size(r)),
      () => r.pick([exp.bits.leftShift, exp.bits.rightShift])(of('blob'), offset(r), size(r), r.int(0, 12)),
      () =>
        r.pick([exp.bits.add, exp.bits.subtract])(of('blob'), offset(r), size(r), operand('int'), {
          overflow: r.pick(['fail', 'wrap', 'saturate'] as const),
          signed: r.chance(0.5),
        }),
      () => exp.bits.setInt(of('blob'), offset(r), size(r), operand('int')),
    ]
  },
  list: (maker) => {
    const { r, of, operand } = maker
    const options = { inverted: r.chance(0.2) }
    return [
      () =>
        exp.lists.append(
          of('list'),
          element(maker),
          r.chance(0.3) ? { unique: true, noFail: r.chance(0.5) } : {},
        ),
      () => exp.lists.appendItems(of('list'), operand('list')),
      () => exp.lists.insert(of('list'), r.int(-3, 6), element(maker)),
      () => exp.lists.insertItems(of('list'), r.int(-3, 6), operand('list')),
      () => exp.lists.set(of('list'), r.int(-3, 6), element(maker)),
      () => exp.lists.increment(of('list'), r.int(-3, 6), operand('int')),
      () => exp.lists.setOrder(of('list'), r.pick(['ordered', 'unordered'] as const)),
      () => exp.lists.sort(of('list'), r.chance(0.4) ? { descending: true } : {}),
      () => exp.lists.trim(of('list'), index(r), r.int(0, 4)),
      () => exp.lists.clear(of('list')),
      () => exp.lists.removeByIndex(of('list'), at(maker)),
      () => exp.lists.removeByIndexRange(of('list'), at(maker), many(maker), options),
      () => exp.lists.removeByRank(of('list'), at(maker)),
      () => exp.lists.removeByRankRange(of('list'), at(maker), many(maker), options),
      () => exp.lists.removeByValue(of('list'), element(maker), options),
      () => exp.lists.removeByValueList(of('list'), wanted(maker), options),
      () => exp.lists.removeByValueRange(of('list'), limit(maker), limit(maker), options),
      () => exp.lists.removeByValueRelRankRange(of('list'), element(maker), at(maker), many(maker), options),
      () =>
        r.pick([
          ...listRead(maker, r.pick(LIST_RETURNS) as 'value'),
          ...mapRead(maker, r.pick(MAP_LISTS) as 'key'),
        ])() as Made<'list'>,
      () => r.pick(listRead(maker, r.pick(LIST_RETURNS) as 'value'))() as Made<'list'>,
      () => r.pick([exp.mapKeys, exp.mapValues])(of('map')),
      () => exp.hll.describe(of('hll')),
      () => exp.selectByPath(exp.bin('j', 'list'), [ctx.allChildren(filter(r))], { noFail: r.chance(0.7) }),
      // Rewriting a list that is ordered kills the server: this bin has none.
      () => exp.modifyByPath(exp.bin('j', 'list'), [ctx.allChildren(filter(r))], change(r), { noFail: true }),
      ...single(maker, 'list'),
    ]
  },
  map: (maker) => {
    const { r, of, operand } = maker
    const options = { inverted: r.chance(0.2) }
    return [
      () =>
        exp.maps.put(
          of('map'),
          key(maker),
          element(maker),
          r.chance(0.3) ? { createOnly: true, noFail: r.chance(0.5) } : {},
        ),
      () => exp.maps.putItems(of('map'), operand('map')),
      () => r.pick([exp.maps.increment, exp.maps.decrement])(of('map'), key(maker), operand('int')),
      () => exp.maps.setOrder(of('map'), r.pick(['unordered', 'key', 'keyValue'] as const)),
      () => exp.maps.clear(of('map')),
      () => exp.maps.removeByKey(of('map'), key(maker)),
      () =>
        exp.maps.removeByKeyList(
          of('map'),
          r.list(1, 3, () => mapKey(r)),
          options,
        ),
      () => exp.maps.removeByKeyRange(of('map'), mapKey(r), mapKey(r), options),
      () => exp.maps.removeByKeyRelIndexRange(of('map'), key(maker), at(maker), many(maker), options),
      () => exp.maps.removeByIndex(of('map'), at(maker)),
      () => exp.maps.removeByIndexRange(of('map'), at(maker), many(maker), options),
      () => exp.maps.removeByRank(of('map'), at(maker)),
      () => exp.maps.removeByRankRange(of('map'), at(maker), many(maker), options),
      () => exp.maps.removeByValue(of('map'), element(maker), options),
      () => exp.maps.removeByValueList(of('map'), wanted(maker), options),
      () => exp.maps.removeByValueRange(of('map'), limit(maker), limit(maker), options),
      () => exp.maps.removeByValueRelRankRange(of('map'), element(maker), at(maker), many(maker), options),
      () => r.pick(mapRead(maker, r.pick(MAP_MAPS) as 'orderedMap'))() as Made<'map'>,
      () =>
        exp.selectByPath(exp.bin('k', 'map'), [ctx.allChildren(filter(r))], {
          returnType: 'tree',
          noFail: r.chance(0.7),
        }),
      () => exp.modifyByPath(exp.bin('k', 'map'), [ctx.allChildren(filter(r))], change(r), { noFail: true }),
      ...single(maker, 'map'),
    ]
  },
  geo: (maker) => [...single(maker, 'geo')],
  hll: ({ r, of }) => [
    () => exp.hll.add(of('hll'), [scalar(r), 'x']),
    () => exp.hll.getUnion(of('hll'), exp.lists.append(exp.val([]), exp.bin('h', 'hll'))),
    () => exp.hll.fold(of('hll'), r.int(4, 9)),
  ],
}

/** Filters of a path: they see the element only. */
function filter(r: Random): Expression<'bool'> {
  return r.either<Expression<'bool'>>(
    () => r.pick(COMPARE)(exp.loopValue('int'), r.int(0, 5)),
    () => exp.eq(exp.loopValue('string'), text(r)),
    () => exp.eq(exp.loopKey('string'), text(r)),
    () => exp.lt(exp.loopIndex(), 2),
    () => exp.val(true),
  )
}

function change(r: Random): Expression {
  return r.either<Expression>(
    () => exp.removeResult(),
    () => exp.add(exp.loopValue('int'), 100),
    () => exp.val('new'),
    () => exp.cond(exp.gt(exp.loopValue('int'), 2), exp.removeResult(), exp.unknown()),
  )
}

/** The bins of a record that typed expressions look at. */
export function typedBins(r: Random): Record<string, Value> {
  const all: Record<string, () => Value> = {
    i: () => integer(r),
    n: () => integer(r),
    f: () => r.pick([2.5, -0.5, 1e10 + 0.5]),
    s: () => text(r),
    t: () => r.chance(0.5),
    b: () => r.bytes(0, 8),
    l: () => r.list(0, 6, () => value(r, 2)),
    m: () =>
      r.chance(0.5)
        ? new OrderedMap([
            ['a', 1],
            ['b', value(r, 1)],
            [1, 'c'],
          ])
        : new Map<Value, Value>([
            ['a', value(r, 1)],
            [5, 2],
          ]),
    g: () => GeoJSON.point(r.int(-2, 2), r.int(-2, 2)),
    // Only for paths: nothing in them is ordered.
    j: () => r.list(0, 5, () => plain(r, 1)),
    k: () => ({ a: plain(r, 1), b: r.int(0, 5), c: 'c' }),
  }
  return Object.fromEntries(
    Object.entries(all)
      .filter(() => r.chance(0.85))
      .map(([name, make]) => [name, make()]),
  )
}
