import type { ValueType } from '../expression.ts'
import { build } from './build.ts'
import { ExpLoopPart } from './codes.ts'
import { checkType } from './data.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'

// Variables of the element that a path expression looks at. One that is of another type than said cannot be told: the
// operation fails with `PARAMETER`, or passes over the element with `noFail`.

/**
 * The key of the map entry.
 *
 * @example
 * ops.selectByPath('prices', [ctx.allChildren(exp.ne(exp.loopKey('string'), 'milk'))])
 * // [3] for { prices: { tea: 3, milk: 2 } }
 */
export function loopKey<Type extends ValueType>(type: Type): Expression<Type> {
  return loopVariable('exp.loopKey', type, ExpLoopPart.key)
}

/**
 * The list element or the map entry's value.
 *
 * @example
 * ops.selectByPath('prices', [ctx.allChildren(exp.gt(exp.loopValue('int'), 2))])
 * // [3] for { prices: { tea: 3, milk: 2 } }
 */
export function loopValue<Type extends ValueType>(type: Type): Expression<Type> {
  return loopVariable('exp.loopValue', type, ExpLoopPart.value)
}

/**
 * The index within the list; of a map's entries servers of version 8.1.2 cannot tell it.
 *
 * @example
 * ops.selectByPath('tags', [ctx.allChildren(exp.lt(exp.loopIndex(), 2))])
 * // ['a', 'b'] for { tags: ['a', 'b', 'c'] }
 */
export function loopIndex(): Expression<'int'> {
  return loopVariable('exp.loopIndex', 'int', ExpLoopPart.index)
}

function loopVariable<Type extends ValueType>(where: string, type: Type, part: number): Expression<Type> {
  checkType(where, type)
  return build(where, 'loopVariable', [], [type, part])
}

/**
 * Takes the element out: for the expression of `modifyByPath` only.
 *
 * @example
 * ops.modifyByPath('scores', [ctx.allChildren(exp.lt(exp.loopValue('int'), 3))], exp.removeResult())
 * // { scores: [5, 1, 3] } becomes { scores: [5, 3] }
 */
export function removeResult(): Expression<'remove'> {
  return build('exp.removeResult', 'removeResult')
}

/**
 * The keys of a map as a list, in the order in which it holds them. Needs server 8.1.
 *
 * @example
 * exp.mapKeys(exp.bin('prices', 'map')) // ['milk', 'tea'] for { prices: { tea: 3, milk: 2 } }
 */
export function mapKeys(map: Operand<'map'>): Expression<'list'> {
  return build('exp.mapKeys', 'mapKeys', [map])
}

/**
 * The values of a map as a list, in the order of their keys. Needs server 8.1.
 *
 * @example
 * exp.mapValues(exp.bin('prices', 'map')) // [2, 3] for { prices: { tea: 3, milk: 2 } }
 */
export function mapValues(map: Operand<'map'>): Expression<'list'> {
  return build('exp.mapValues', 'mapValues', [map])
}
