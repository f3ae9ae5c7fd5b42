import {
  type ContextStep,
  ctx,
  exp,
  type ExpressionOperand,
  type Expression,
  INFINITY,
  type Value,
  WILDCARD,
} from '../../../src/index.ts'
import { index } from './collections.ts'
import type { Random } from './random.ts'
import { type Type, typed, TYPES } from './typed.ts'
import { mapKey, value } from './values.ts'

// Expressions that go into lists and maps by every kind of step: paths in filters of paths, calls behind contexts, steps that
// create. What they are is well-typed, but not always good for a server: they are for the ways to bytes and to text.

type Collection = 'list' | 'map'

/** Something that a path, or a call with a context, stands in. */
export function pathed(r: Random, depth: number): Expression {
  return r.either<Expression>(
    () => selected(r, depth),
    () => selected(r, depth),
    () => modified(r, depth),
    () => within(r, depth),
    () => within(r, depth),
    () => about(r, depth),
    () => condition(r, depth),
  )
}

/** What a path or a call goes into. */
function collection<T extends Collection>(r: Random, type: T, depth: number): Expression<T> {
  const ways: (() => Expression)[] = [
    () => exp.bin(r.pick(['l', 'm', 'my bin', 'in']), type),
    () => exp.bin('l', type),
    () => exp.loopValue(type),
  ]
  if (depth > 0) {
    ways.push(
      () => typed(r, type, depth - 1),
      () => named(r, collection(r, type, depth - 1), (seen) => seen),
      () => exp.cond(condition(r, depth - 1), collection(r, type, depth - 1), collection(r, type, depth - 1)),
      () => element(r, type, depth - 1),
      () =>
        exp.selectByPath(collection(r, type, depth - 1), path(r, depth - 1), {
          returnType: 'tree',
        }),
    )
    if (type === 'list') ways.push(() => selected(r, depth - 1, false))
  }
  return r.pick(ways)() as Expression<T>
}

const either = (r: Random, depth: number): Expression<Collection> =>
  collection(r, r.pick(['list', 'map'] as const), depth)

const probe = (r: Random): Value =>
  r.either<Value>(
    () => value(r, 2),
    () => mapKey(r),
    () => r.pick([WILDCARD, INFINITY, [1, WILDCARD], 'INT', 'NIL', 'count', 'a-b', '9', "it's"]),
  )

function key(r: Random): Value {
  return r.chance(0.3)
    ? r.pick<Value>(['count', 'INT', '12', 'and', 'a b', '', 'exists', 'NIL', null, 'x-y'])
    : mapKey(r)
}

/** Gives a value a name, which may hide no other. */
function named<T extends Type, G extends Type>(
  r: Random,
  given: Expression<T>,
  use: (seen: Expression<T>) => Expression<G>,
): Expression<G> {
  const name = `p${r.int(0, 1_000_000_000)}`
  return exp.let({ [name]: given as Expression<'int'> }, use(exp.var(name, given.type as T)))
}

function step(r: Random, isFirst: boolean, creates: boolean): ContextStep {
  if (creates && r.chance(0.3)) {
    const persistIndex = isFirst && r.chance(0.3)
    return r.either<ContextStep>(
      () => ctx.mapKey(key(r), { create: r.pick(['unordered', 'key', 'keyValue'] as const), persistIndex }),
      () => ctx.listIndex(index(r), { create: r.pick(['unordered', 'ordered'] as const), persistIndex }),
      () => ctx.listIndex(index(r), { create: 'unordered', pad: true, persistIndex }),
    )
  }
  return r.either<ContextStep>(
    () => ctx.listIndex(index(r)),
    () => ctx.listRank(index(r)),
    () => ctx.listValue(probe(r)),
    () => ctx.mapIndex(index(r)),
    () => ctx.mapRank(index(r)),
    () => ctx.mapKey(key(r)),
    () => ctx.mapKey(key(r)),
    () => ctx.mapValue(probe(r)),
  )
}

/** The way to one element. */
const context = (r: Random, creates: boolean): ContextStep[] =>
  r.list(1, 3, () => 0).map((_, at) => step(r, at === 0, creates))

/** The way to any number of elements. */
function path(r: Random, depth: number): ContextStep[] {
  return r
    .list(1, 3, () => 0)
    .flatMap((_, at) => {
      if (r.chance(0.5)) {
        return [r.chance(0.3) ? ctx.allChildren() : ctx.allChildren(filter(r, depth - 1))]
      }
      const own = r.chance(0.3) ? ctx.mapKeysIn(r.list(0, 3, () => key(r))) : step(r, at === 0, false)
      return r.chance(0.3) ? [own, ctx.andFilter(filter(r, depth - 1))] : [own]
    })
}

const LISTS = ['value', 'key', 'keyValue'] as const
const RETURNS = [...LISTS, 'tree'] as const

function selected(r: Random, depth: number, tree = true): Expression {
  const options = { returnType: r.pick(tree ? RETURNS : LISTS), ...(r.chance(0.4) ? { noFail: true } : {}) }
  return exp.selectByPath(either(r, depth - 1), path(r, depth), options)
}

function modified(r: Random, depth: number): Expression {
  const change = r.chance(0.3)
    ? exp.removeResult()
    : r.chance(0.5)
      ? pathedOrTyped(r, depth - 1)
      : exp.add(exp.loopValue('int'), 1)
  return exp.modifyByPath(either(r, depth - 1), path(r, depth), change, r.chance(0.4) ? { noFail: true } : {})
}

function pathedOrTyped(r: Random, depth: number): Expression {
  return depth > 0 && r.chance(0.5) ? pathed(r, depth) : typed(r, r.pick(TYPES), Math.max(depth, 0))
}

/** One element of any type, by a call behind a context or without one. */
function element<T extends Type>(r: Random, type: T, depth: number): Expression<T> {
  const inside = r.chance(0.5) ? { context: context(r, false) } : {}
  const list = collection(r, 'list', depth)
  const map = collection(r, 'map', depth)
  const given = { type, ...inside } as const
  return r.either<Expression>(
    () => exp.lists.getByIndex(list, index(r), given),
    () => exp.lists.getByIndex(either(r, depth), index(r), { type, context: context(r, false) }),
    () => exp.lists.getByRank(list, index(r), given),
    () => exp.maps.getByKey(map, dynamicKey(r, depth), given),
    () => exp.maps.getByKey(either(r, depth), dynamicKey(r, depth), { type, context: context(r, false) }),
    () => exp.maps.getByIndex(map, index(r), { ...given, returnType: r.pick(['key', 'value'] as const) }),
    () => exp.maps.getByRank(map, index(r), { ...given, returnType: r.pick(['key', 'value'] as const) }),
  ) as Expression<T>
}

const dynamicKey = (r: Random, depth: number): Value | Expression =>
  r.chance(0.8) || depth <= 0 ? key(r) : r.chance(0.5) ? exp.loopKey('string') : pathedOrTyped(r, depth - 1)

const argument = (r: Random, depth: number): Value | Expression =>
  r.chance(0.7) || depth <= 0
    ? probe(r)
    : r.chance(0.5)
      ? r.pick([exp.loopValue(r.pick(TYPES)), exp.loopIndex()])
      : pathedOrTyped(r, depth - 1)

/** Several elements, behind a context. */
function within(r: Random, depth: number): Expression {
  const options = {
    context: context(r, false),
    returnType: r.pick(['count', 'exists', 'value', 'index', 'rank'] as const),
    inverted: r.chance(0.2),
  }
  const on = either(r, depth - 1)
  const many = r.chance(0.4) ? undefined : r.int(0, 3)
  const at = r.chance(0.2) ? exp.loopIndex() : index(r)
  const create = { context: context(r, true) }
  return r.either<Expression>(
    () => exp.lists.size(on, { context: options.context }),
    () => exp.maps.size(on, { context: options.context }),
    () => exp.lists.getByValue(on, argument(r, depth), options),
    () =>
      exp.lists.getByValueList(
        on,
        r.chance(0.3) ? collection(r, 'list', depth - 1) : r.list(0, 3, () => probe(r)),
        options,
      ),
    () => exp.lists.getByValueRange(on, argument(r, depth), argument(r, depth), options),
    () => exp.lists.getByIndexRange(on, at, many, options),
    () => exp.lists.getByRankRange(on, at, many, options),
    () => exp.lists.getByValueRelRankRange(on, argument(r, depth), at, many, options),
    () =>
      exp.maps.getByKeyList(
        on,
        r.chance(0.3) ? collection(r, 'list', depth - 1) : r.list(0, 3, () => key(r)),
        options,
      ),
    () => exp.maps.getByKeyRange(on, dynamicKey(r, depth), dynamicKey(r, depth), options),
    () => exp.maps.getByKeyRelIndexRange(on, dynamicKey(r, depth), at, many, options),
    () => exp.maps.getByValue(on, argument(r, depth), options),
    () =>
      exp.maps.getByValueList(
        on,
        r.list(0, 3, () => probe(r)),
        options,
      ),
    () => exp.maps.getByIndexRange(on, at, many, options),
    () => exp.maps.getByValueRelRankRange(on, argument(r, depth), at, many, options),
    () => exp.lists.append(on, argument(r, depth), create),
    () => exp.lists.removeByValue(on, argument(r, depth), { context: options.context }),
    () =>
      exp.lists.removeByIndexRange(on, at, many, { context: options.context, inverted: options.inverted }),
    () => exp.lists.setOrder(on, 'ordered', create),
    () => exp.lists.sort(on, { context: options.context, descending: r.chance(0.5) }),
    () => exp.maps.put(on, dynamicKey(r, depth), argument(r, depth), create),
    () => exp.maps.removeByKey(on, dynamicKey(r, depth), { context: options.context }),
    () =>
      exp.maps.removeByKeyList(
        on,
        r.list(0, 3, () => key(r)),
        { context: options.context, inverted: options.inverted },
      ),
    () => exp.maps.clear(on, { context: options.context }),
    () => exp.maps.setOrder(on, r.pick(['unordered', 'key', 'keyValue'] as const), create),
  )
}

/** What an operator or a call gives about what a path leads to. */
function about(r: Random, depth: number): Expression {
  const list = collection(r, 'list', depth - 1)
  const path = exp.selectByPath(
    either(r, depth - 1),
    [ctx.allChildren(filter(r, depth - 1))],
    r.chance(0.5) ? { noFail: true } : {},
  )
  return r.either<Expression>(
    () => exp.lists.size(path),
    () => exp.lists.size(list),
    () => exp.maps.size(collection(r, 'map', depth - 1)),
    () => exp.eq(path, list),
    () => exp.eq(list, [1, 2]),
    () => exp.inList(exp.loopValue(r.pick(['int', 'string', 'list'])), path),
    () =>
      exp.lists.getByValue(path, argument(r, depth), {
        returnType: r.pick(['exists', 'count', 'value'] as const),
      }),
    () => exp.lists.getByIndex(path, index(r), { type: r.pick(TYPES) }),
    () => exp.cond(condition(r, depth - 1), path, exp.unknown()),
    () => named(r, path, (seen) => exp.lists.size(seen)),
    () => exp.lists.append(list, path),
    () => exp.mapKeys(collection(r, 'map', depth - 1)),
  )
}

const COMPARE = [exp.eq, exp.ne, exp.gt, exp.ge, exp.lt, exp.le] as const

/** Of plain values, servers take only true. */
function filter(r: Random, depth: number): Expression<'bool'> {
  const made = condition(r, depth)
  return made.bytes.length === 1 ? exp.val(true) : made
}

/** What filters are made of: the element, what is in it, and paths from there. */
export function condition(r: Random, depth: number): Expression<'bool'> {
  const ways: (() => Expression<'bool'>)[] = [
    () => r.pick(COMPARE)(exp.loopValue('int'), r.int(0, 5)),
    () => r.pick(COMPARE)(exp.loopValue('float'), 1.5),
    () => {
      const type = r.pick(['int', 'string', 'blob'] as const)
      return exp.eq(exp.loopKey(type) as Expression<'int'>, exp.loopKey(type) as Expression<'int'>)
    },
    () => exp.eq(exp.loopKey('string'), 'a'),
    () => exp.loopValue('bool'),
    () => exp.lt(exp.loopIndex(), 2),
    () =>
      exp.regex(exp.loopValue('string'), r.pick(['^a', 'a/b', '[a-c]+', '']), { ignoreCase: r.chance(0.3) }),
    () => exp.regex(exp.loopKey('string'), '\\d', { newline: true }),
    () => exp.geo(exp.loopValue('geo'), exp.bin('g', 'geo')),
    () => exp.val(true),
    () => exp.unknown(),
  ]
  if (depth > 0) {
    const type = r.pick(['int', 'float', 'string', 'blob', 'bool', 'list', 'map'] as const)
    ways.push(
      () => typed(r, 'bool', depth - 1),
      () =>
        r.pick(COMPARE)(
          element(r, type, depth - 1) as Expression<'int'>,
          element(r, type, depth - 1) as ExpressionOperand<'int'>,
        ),
      () =>
        r.pick(COMPARE)(
          exp.loopValue(type) as Expression<'int'>,
          element(r, type, depth - 1) as Expression<'int'>,
        ),
      () => r.pick(COMPARE)(element(r, 'int', depth - 1), r.int(0, 5)),
      () => r.pick([exp.and, exp.or, exp.exclusive])(condition(r, depth - 1), condition(r, depth - 1)),
      () => exp.not(condition(r, depth - 1)),
      () => exp.gt(exp.lists.size(selected(r, depth - 1, false) as Expression<'list'>), 0),
      () => exp.eq(exp.maps.getByKey(exp.loopValue('map'), 'a', { type: 'int' }), 1),
      () => exp.lists.getByValue(exp.loopValue('list'), argument(r, depth - 1), { returnType: 'exists' }),
      () => named(r, exp.loopValue('int'), (seen) => exp.gt(seen, 1)),
      () => exp.cond(condition(r, depth - 1), condition(r, depth - 1), exp.unknown()),
      () => exp.eq(exp.loopValue('list'), selected(r, depth - 1, false) as Expression<'list'>),
    )
  }
  return r.pick(ways)()
}
