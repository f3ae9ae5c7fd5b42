import { checkBin } from '../collections/bin-name.ts'
import type { Context } from '../collections/context-step.ts'
import { modifyFlags, pathWriter, type PathReturnType, selectFlags } from '../collections/pack-path.ts'
import { packed } from '../collections/packed.ts'
import type { MapResult } from '../collections/return-types.ts'
import { expressionBytes, type ExpressionLike } from '../expression.ts'
import type { Value } from '../values.ts'
import { OpCode } from '../wire/proto.ts'
import { operation, type Operation } from './operation.ts'

/** What a select by path answers, by its return type. */
export interface PathResults {
  tree: Value[] | MapResult
  value: Value[]
  key: Value[]
  keyValue: Value[]
}

/**
 * Answers all elements that a path leads to; null when the bin is missing. Needs server 8.1.
 * `BIN_TYPE` when the bin is no list or map, or keys are asked of a list; `PARAMETER` when a step does not fit what it meets,
 * when a filter cannot tell, and for more than 64 steps.
 * @param context steps of `ctx`, also those that lead to several elements
 * @example
 * ops.selectByPath('prices', [ctx.allChildren(exp.gt(exp.loopValue('int'), 2))])
 * // [3] for { prices: { tea: 3, milk: 2 } }
 */
export function selectByPath<Return extends PathReturnType = 'value'>(
  bin: string,
  context: Context,
  options: {
    /** What to answer. Default `value`. */
    readonly returnType?: Return
    /** Pass over elements that a filter cannot judge or that have no key. Default false. */
    readonly noFail?: boolean
  } = {},
): Operation<PathResults[Return] | null> {
  const where = 'ops.selectByPath'
  const payload = packed(pathWriter(where, context, selectFlags(where, options)))
  return operation(where, { code: OpCode.cdtRead, bin: checkBin(bin), isWrite: false, payload })
}

/**
 * Replaces every element that a path leads to by what an expression gives for it, or takes it out where that gives
 * `exp.removeResult()`. Answers nothing. Needs server 8.1. `BIN_TYPE` when the bin is missing or no list or map, `PARAMETER` as
 * for {@link selectByPath}, `SERVER_ERROR` when the expression cannot tell.
 * @param context steps of `ctx`, also those that lead to several elements
 * @param expression sees the element through `exp.loopKey`, `exp.loopValue` and `exp.loopIndex`
 * @example
 * ops.modifyByPath('prices', [ctx.allChildren()], exp.mul(exp.loopValue('int'), 2))
 * // { prices: { tea: 3, milk: 2 } } becomes { prices: { milk: 4, tea: 6 } }
 */
export function modifyByPath(
  bin: string,
  context: Context,
  expression: ExpressionLike,
  options: {
    /** Pass over elements that an expression cannot judge. Default false. */
    readonly noFail?: boolean
  } = {},
): Operation<null> {
  const where = 'ops.modifyByPath'
  const bytes = expressionBytes(where, 'expression', expression)
  const payload = packed(pathWriter(where, context, modifyFlags(where, options), bytes))
  return operation(where, { code: OpCode.cdtModify, bin: checkBin(bin), isWrite: true, payload })
}
