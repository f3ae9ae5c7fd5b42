import { Double, exp, type Expression, type Value } from '../../../src/index.ts'
import { type Argument, bin, call, e, raw } from '../expressions.ts'
import type { OpData, StepInto } from '../scenario.ts'
import { index } from './collections.ts'
import type { Random } from './random.ts'
import { integer, mapKey, plain, text, value } from './values.ts'

type Type = 'int' | 'float' | 'bool' | 'string' | 'list' | 'map'
type Make = () => Argument

/** An expression of a type over the bins of a round; here and there one that does not fit. */
export function expression(r: Random, type: Type, depth: number): Argument {
  if (r.chance(0.02)) return e('unknown')
  if (r.chance(0.02)) return leaf(r, r.pick(['int', 'string', 'list']))
  if (depth === 0 || r.chance(0.2)) return leaf(r, type)
  if (r.chance(0.08))
    return e(
      'cond',
      expression(r, 'bool', depth - 1),
      expression(r, type, depth - 1),
      expression(r, type, depth - 1),
    )
  if (r.chance(0.06))
    return e(
      'let',
      raw('v'),
      expression(r, type, depth - 1),
      r.chance(0.7) ? e('variable', raw('v')) : expression(r, type, depth - 1),
    )
  return r.pick(INNER[type](r, (of) => expression(r, of, depth - 1)))()
}

/** The same as an {@link Expression}, which a plain value is not. */
export function compiled(r: Random, type: Type, depth: number): Expression {
  const made = expression(r, type, depth)
  return e('cond', true, made, made)
}

function leaf(r: Random, type: Type): Argument {
  const bins: Readonly<Record<Type, readonly string[]>> = {
    int: ['i', 'none'],
    float: ['f'],
    bool: ['t'],
    string: ['s'],
    list: ['l', 'i'],
    map: ['m', 'l'],
  }
  if (r.chance(0.5)) return bin(type, r.pick(bins[type]))
  const literals: Readonly<Record<Type, Make>> = {
    int: () => integer(r),
    float: () => new Double(r.pick([0, 1, -1.5, 2.5, 100, Infinity])),
    bool: () => r.chance(0.5),
    string: () => text(r),
    list: () => r.list(0, 3, () => value(r, 1)),
    map: () => ({ a: 1, b: 2 }),
  }
  return literals[type]()
}

const COMPARE = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const

const INNER: Readonly<Record<Type, (r: Random, of: (type: Type) => Argument) => readonly Make[]>> = {
  bool: (r, of) => [
    () => {
      const type = r.pick(['int', 'int', 'float', 'string', 'list'] as const)
      return e(r.pick(COMPARE), of(type), of(type))
    },
    () => e(r.pick(['and', 'or', 'exclusive']), of('bool'), of('bool'), of('bool')),
    () => e('not', of('bool')),
    () => e('inList', of('int'), of('list')),
    () => e('regex', r.int(0, 3), raw(r.pick(['a', '^a', 'b$', '[a-c]+', 'x*'])), of('string')),
    () =>
      on(of('map'), (map) => call('bool', ['maps.getByKey', '-', mapKey(r), { returnType: 'exists' }], map)),
  ],
  int: (r, of) => [
    () => e(r.pick(['add', 'sub', 'mul', 'min', 'max', 'intAnd', 'intOr', 'intXor']), of('int'), of('int')),
    // Dividing the smallest integer by -1 kills the server.
    () => e(r.pick(['div', 'mod']), of('int'), r.pick([0, 1, 2, 3, -7])),
    () => e(r.pick(['abs', 'intNot', 'intCount']), of('int')),
    () => e(r.pick(['intLeftShift', 'intRightShift', 'intArithmeticRightShift']), of('int'), r.int(0, 70)),
    () => e(r.pick(['intLeftScan', 'intRightScan']), of('int'), r.chance(0.5)),
    () => e('toInt', of('float')),
    () => e('binType', raw(r.pick(['i', 's', 'l', 'm', 'none']))),
    () => on(of('list'), (list) => call('int', ['lists.size', '-'], list)),
    () => on(of('list'), (list) => call('int', ['lists.getByRank', '-', index(r)], list)),
    () => on(of('map'), (map) => call('int', ['maps.size', '-'], map)),
  ],
  float: (r, of) => [
    () => e(r.pick(['add', 'sub', 'mul', 'div', 'min', 'max', 'pow', 'log']), of('float'), of('float')),
    () => e(r.pick(['abs', 'floor', 'ceil']), of('float')),
    () => e('toFloat', of('int')),
  ],
  string: (r, of) => [
    () => e('setName'),
    () => on(of('list'), (list) => call('string', ['lists.getByIndex', '-', index(r)], list)),
  ],
  list: (r, of) => [
    () => on(of('list'), (list) => call('list', ['lists.append', '-', value(r, 1)], list)),
    () => on(of('list'), (list) => call('list', ['lists.sort', '-'], list)),
    () => on(of('list'), (list) => call('list', ['lists.getByRankRange', '-', index(r), r.int(0, 4)], list)),
    () => e(r.pick(['mapKeys', 'mapValues']), of('map')),
  ],
  map: (r, of) => [
    () => on(of('map'), (map) => call('map', ['maps.put', '-', mapKey(r), value(r, 1)], map)),
    () => on(of('map'), (map) => call('map', ['maps.removeByKey', '-', mapKey(r)], map)),
  ],
}

/** A call works on an expression; a literal becomes one. */
function on(argument: Argument, make: (expression: Expression) => Expression): Expression {
  return make(e('cond', true, argument, argument))
}

export function expressionOperation(r: Random): OpData {
  const flags = Object.fromEntries(
    ['createOnly', 'updateOnly', 'allowDelete', 'policyNoFail', 'evalNoFail']
      .filter(() => r.chance(0.15))
      .map((name) => [name, true]),
  )
  const made = compiled(r, r.pick(['int', 'float', 'bool', 'string', 'list', 'map']), 3)
  return r.chance(0.6)
    ? ['ops.readExpression', 'x', made, r.chance(0.3) ? { evalNoFail: true } : {}]
    : ['ops.writeExpression', 'x', made, flags]
}

/** Filters of a path: they see the element only. */
function filter(r: Random): Expression {
  return r.either(
    () => e(r.pick(COMPARE), exp.loopValue('int'), r.int(0, 5)),
    () => e(r.pick(COMPARE), exp.loopIndex(), r.int(0, 3)),
    () => e('eq', exp.loopKey('string'), text(r)),
    () => e('or', e('gt', exp.loopValue('int'), 2), e('eq', exp.loopIndex(), 0)),
    () => e('unknown'),
    () => e('cond', true, true, true),
  )
}

function path(r: Random): StepInto[] {
  return r.list(1, 3, (): StepInto =>
    r.either<StepInto>(
      () => ['allChildren'],
      () => ['allChildren', filter(r)],
      () => ['listIndex', index(r)],
      () => ['listRank', index(r)],
      () => ['mapKey', mapKey(r)],
      () => ['mapIndex', index(r)],
      () => ['mapRank', index(r)],
      () => ['mapKeysIn', r.list(0, 3, () => mapKey(r))],
      () => ['listValue', plain(r, 1)],
    ),
  )
}

/** For bins without ordered lists in them: rewriting such a list kills the server. */
export function pathOperation(r: Random, name: string): OpData {
  const noFail = r.chance(0.6)
  const returnType = r.pick(['tree', 'value', 'key', 'keyValue'])
  if (r.chance(0.6)) return ['ops.selectByPath', name, path(r), { returnType, noFail }]
  const change = r.either<Expression | Value>(
    () => exp.removeResult(),
    () => e('add', exp.loopValue('int'), 100),
    () => exp.val('new'),
    () => exp.val([1, 2]),
    () => exp.loopIndex(),
    () => e('cond', e('gt', exp.loopValue('int'), 2), exp.removeResult(), e('unknown')),
  )
  return ['ops.modifyByPath', name, path(r), change, { noFail }]
}
