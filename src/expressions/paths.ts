import { badArgument } from '../collections/check.ts'
import type { Context } from '../collections/context-step.ts'
import { modifyFlags, type PathReturnType, selectFlags } from '../collections/pack-path.ts'
import { clientError } from '../errors/index.ts'
import { expressionBytes, type ExpressionLike, type ValueType } from '../expression.ts'
import type { Collection } from './call-types.ts'
import { type Expression, isExpression } from './expression.ts'
import type { Exp, PathNode } from './node.ts'
import { pathOf } from './path-of.ts'
import { ExpressionReader } from './read.ts'

/**
 * All elements of a list or map that a path leads to. Needs server 8.1.
 * @param context steps of `ctx`, also those that lead to several elements
 * @example
 * exp.selectByPath(exp.bin('offers', 'list'), [ctx.allChildren(), ctx.mapKey('price')])
 * // [3, 5] for { offers: [{ price: 3 }, { price: 5 }] }
 */
export function selectByPath<Type extends Collection, Return extends PathReturnType = 'value'>(
  on: Exp<Type>,
  context: Context,
  options: {
    /** What to give: a list, or with `tree` a list or map as it is searched. Default `value`. */
    readonly returnType?: Return
    /** Pass over elements that a filter cannot judge or that have no key. Default false. */
    readonly noFail?: boolean
  } = {},
): Expression<Return extends 'tree' ? Type : 'list'> {
  const where = 'exp.selectByPath'
  const flags = selectFlags(where, options)
  const gives = options.returnType === 'tree' ? on.type : 'list'
  return pathOn(where, { context, flags, change: undefined, on, gives: gives ?? 'list' })
}

/**
 * The list or map with every element that a path leads to replaced by what an expression gives for it, or taken out where that
 * is `exp.removeResult()`. Needs server 8.1.
 * @param expression sees the element through `exp.loopKey`, `exp.loopValue` and `exp.loopIndex`, and nothing else
 * @example
 * exp.modifyByPath(exp.bin('prices', 'map'), [ctx.allChildren()], exp.mul(exp.loopValue('int'), 2))
 * // { milk: 4, tea: 6 } for { prices: { tea: 3, milk: 2 } }
 */
export function modifyByPath<Type extends Collection>(
  on: Exp<Type>,
  context: Context,
  expression: ExpressionLike,
  options: {
    /** Pass over elements that an expression cannot judge. Default false. */
    readonly noFail?: boolean
  } = {},
): Expression<Type> {
  const where = 'exp.modifyByPath'
  const bytes = expressionBytes(where, 'expression', expression)
  const change = isExpression(expression) ? expression : readApart(`${where}: expression`, bytes)
  return pathOn(where, { context, flags: modifyFlags(where, options), change, on, gives: on.type ?? 'list' })
}

function pathOn<Type extends ValueType>(
  where: string,
  path: Omit<PathNode, 'op' | 'filters'>,
): Expression<Type> {
  const { on } = path
  if (!isExpression(on)) throw badArgument(where, 'on', 'must be an Expression', on)
  if (on.type !== undefined && on.type !== 'list' && on.type !== 'map') {
    throw clientError('INVALID_ARGUMENT', `${where}: on must be of type list or map, not ${on.type}`)
  }
  return pathOf(where, path, readApart)
}

function readApart(where: string, bytes: Buffer): Exp {
  return new ExpressionReader(where, bytes).read()
}
