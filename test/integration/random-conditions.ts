import {
  ctx,
  Double,
  exp,
  type Expression,
  GeoJSON,
  type IndexDefinition,
  type Value,
} from '../../src/index.ts'
import type { Random } from '../conformance/differential/random.ts'

// Records and conditions on them, made so that they meet: few values, of every type that an index holds and of others, and
// conditions of the forms that an index can answer among others.

type Condition = Expression<'bool'>

const LONG = 'a text that is longer than what an index compares'
const TEXTS = ['', 'a', 'b', 'née', `${LONG} 1`, `${LONG} 2`, 'x'.repeat(2047), 'x'.repeat(2048)] as const
const BLOBS = [Buffer.of(), Buffer.of(1), Buffer.of(1, 2), Buffer.alloc(40, 7)] as const
const INTEGERS = [-3, 0, 1, 2, 5, 2n ** 63n - 1n, -(2n ** 63n)] as const
const KEYS = ['a', 'b', 'c'] as const

const integer = (r: Random): number | bigint => (r.chance(0.8) ? r.int(-3, 12) : r.pick(INTEGERS))
const text = (r: Random): string => r.pick(TEXTS)
const blob = (r: Random): Buffer => r.pick(BLOBS)

function scalar(r: Random): Value {
  return r.either<Value>(
    () => integer(r),
    () => text(r),
    () => blob(r),
    () => r.chance(0.5),
    () => new Double(r.int(0, 5)),
  )
}

function list(r: Random): Value {
  return r.list(0, 4, () => scalar(r))
}

function map(r: Random): Value {
  return Object.fromEntries(r.list(0, 3, () => [r.pick(KEYS), r.chance(0.8) ? scalar(r) : list(r)]))
}

function geo(r: Random): GeoJSON {
  const [longitude, latitude] = [r.int(0, 6), r.int(0, 6)]
  return r.chance(0.5)
    ? GeoJSON.point(longitude, latitude)
    : GeoJSON.circle(longitude, latitude, r.pick([1_000, 200_000]))
}

/** A record's bins: most of the type that their indexes hold. */
export function randomBins(r: Random): Record<string, Value> {
  const bins: Readonly<Record<string, () => Value>> = {
    i: () => integer(r),
    j: () => integer(r),
    s: () => text(r),
    b: () => blob(r),
    l: () => list(r),
    m: () => map(r),
    d: () => ({ ...(r.chance(0.8) ? { n: scalar(r) } : {}), ...(r.chance(0.8) ? { t: list(r) } : {}), x: 1 }),
    g: () => geo(r),
  }
  const made = Object.entries(bins)
    .filter(() => r.chance(0.85))
    .map(([name, make]) => [name, r.chance(0.9) ? make() : scalar(r)])
  return { always: 1, ...(Object.fromEntries(made) as Record<string, Value>) }
}

const doubled = exp.mul(exp.bin('j', 'int'), 2)

/** Indexes of every kind, by a name for each. */
export const INDEXES: Readonly<Record<string, Omit<IndexDefinition, 'namespace' | 'name'>>> = {
  i: { bin: 'i', type: 'numeric' },
  s: { bin: 's', type: 'string' },
  b: { bin: 'b', type: 'blob' },
  ln: { bin: 'l', type: 'numeric', collection: 'list' },
  ls: { bin: 'l', type: 'string', collection: 'list' },
  mk: { bin: 'm', type: 'string', collection: 'mapKeys' },
  mv: { bin: 'm', type: 'numeric', collection: 'mapValues' },
  mb: { bin: 'm', type: 'blob', collection: 'mapValues' },
  dn: { bin: 'd', type: 'numeric', context: [ctx.mapKey('n')] },
  ds: { bin: 'd', type: 'string', context: [ctx.mapKey('n')] },
  dt: { bin: 'd', type: 'string', collection: 'list', context: [ctx.mapKey('t')] },
  l0: { bin: 'l', type: 'numeric', context: [ctx.listIndex(0)] },
  g: { bin: 'g', type: 'geo2dsphere' },
  e: { type: 'numeric', expression: doubled },
}

const COMPARISONS = [exp.eq, exp.ge, exp.gt, exp.le, exp.lt, exp.ne] as const
const EXISTS = { returnType: 'exists' } as const
const COUNT = { returnType: 'count' } as const

/** A condition on something that an index of one kind is on. */
function indexed(r: Random): Condition {
  const compare = r.pick(COMPARISONS)
  const inside = { context: [ctx.mapKey('t')] } as const
  const [l, m, d] = [exp.bin('l', 'list'), exp.bin('m', 'map'), exp.bin('d', 'map')]
  return r.either<Condition>(
    () => compare(exp.bin('i', 'int'), integer(r)),
    () => compare(exp.bin('i', 'int'), integer(r)),
    () => exp.lt(exp.int(integer(r)), exp.bin('i', 'int')),
    () => exp.inList(exp.bin('i', 'int'), r.list(1, 3, () => integer(r))), // prettier-ignore
    () => r.pick([exp.eq, exp.eq, exp.ge])(exp.bin('s', 'string'), text(r)),
    () => r.pick([exp.eq, exp.eq, exp.ne])(exp.bin('b', 'blob'), blob(r)),
    () => exp.lists.getByValue(l, r.chance(0.5) ? integer(r) : text(r), EXISTS),
    () => exp.inList(r.chance(0.5) ? exp.int(integer(r)) : exp.val(text(r)), l),
    () => compare(exp.lists.getByValue(l, r.chance(0.5) ? integer(r) : text(r), COUNT), r.int(0, 2)),
    () => exp.maps.getByKey(m, r.pick(KEYS), EXISTS),
    () => exp.maps.getByValue(m, r.chance(0.5) ? integer(r) : blob(r), EXISTS),
    () => compare(exp.maps.getByKey(d, 'n', { type: 'int' }), integer(r)),
    () => exp.eq(exp.maps.getByKey(d, 'n', { type: 'string' }), text(r)),
    () => exp.lists.getByValue(d, text(r), { ...EXISTS, ...inside }),
    () => exp.lists.getByValue(exp.maps.getByKey(d, 't', { type: 'list' }), text(r), EXISTS),
    () => compare(exp.lists.getByIndex(l, 0, { type: 'int' }), integer(r)),
    () => exp.geo(exp.bin('g', 'geo'), geo(r)),
    () => exp.geo(exp.val(geo(r)), exp.bin('g', 'geo')),
    () => compare(doubled, r.int(-4, 20)),
  )
}

/** A condition on something that no index is on, or not in this way. */
function other(r: Random): Condition {
  return r.either<Condition>(
    () => exp.binExists(r.pick(['i', 's', 'l'])),
    () => exp.eq(exp.bin('always', 'int'), 1),
    () => exp.eq(exp.digestModulo(3), r.int(0, 2)),
    () => exp.unknown(),
    () => exp.val(r.chance(0.7)),
    () => exp.gt(exp.lists.size(exp.bin('l', 'list')), 1),
    () => exp.lists.getByValue(exp.bin('d', 'list'), text(r), { ...EXISTS, context: [ctx.mapKey('t')] }),
    () => exp.lt(exp.bin('i', 'float'), 5),
    () => exp.lists.getByValue(exp.bin('l', 'list'), integer(r), { ...EXISTS, inverted: true }),
    () => exp.let({ x: exp.bin('i', 'int') }, ({ x }) => exp.and(exp.gt(x, 0), exp.lt(x, 9))),
  )
}

/** A condition of a few terms, most of which must all be true. */
export function randomCondition(r: Random, depth = 2): Condition {
  if (depth === 0 || r.chance(0.2)) return r.chance(0.8) ? indexed(r) : other(r)
  const inner = (): Condition => randomCondition(r, depth - 1)
  return r.either<Condition>(
    () => exp.and(inner(), inner()),
    () => exp.and(inner(), inner(), inner()),
    () => exp.and(indexed(r), other(r)),
    () => exp.or(inner(), inner()),
    () => exp.not(inner()),
    () => exp.not(exp.or(inner(), inner())),
  )
}
