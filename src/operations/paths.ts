import { checkBin } from '../collections/bin-name.ts'
import { CdtEnvelope } from '../collections/cdt-codes.ts'
import { checkOptions } from '../collections/check.ts'
import { checkPath, type Context, packContext } from '../collections/context-step.ts'
import { packed } from '../collections/packed.ts'
import type { MapResult } from '../collections/return-types.ts'
import { expressionBytes, type ExpressionLike } from '../expression.ts'
import type { Value } from '../values.ts'
import { packListHeader, packNumber } from '../wire/msgpack/pack.ts'
import { OpCode } from '../wire/proto.ts'
import { operation, type Operation } from './operation.ts'

/**
 * What to answer about the elements that a path leads to: the elements (`value`); the keys of map entries (`key`), or each
 * key followed by its value (`keyValue`); or the bin itself, cut down to what the path leads to (`tree`).
 */
export type PathReturnType = 'tree' | 'value' | 'key' | 'keyValue'

/** What a select by path answers, by name (server cdt.c, SELECT_*). */
const PATH_RETURN_TYPES = { tree: 0, value: 1, key: 2, keyValue: 3 } as const satisfies Record<
  PathReturnType,
  number
>
/** Modify instead of answering. */
const APPLY = 4
/** Take what an expression cannot tell for false. */
const NO_FAIL = 0x10

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
  checkOptions(where, options, { returnType: Object.keys(PATH_RETURN_TYPES), noFail: 'boolean' })
  const type = PATH_RETURN_TYPES[options.returnType ?? 'value']
  const payload = packPath(where, context, type | noFail(options.noFail))
  return operation(where, { code: OpCode.cdtRead, bin: checkBin(bin), isWrite: false, payload })
}

/**
 * Replaces every element that a path leads to by what an expression gives for it, or takes it out where that gives
 * `exp.removeResult()`. Answers nothing. Needs server 8.1. `BIN_TYPE` when the bin is missing or no list or map, `PARAMETER` as
 * for {@link selectByPath}, `SERVER_ERROR` when the expression cannot tell.
 * @param context steps of `ctx`, also those that lead to several elements
 * @param expression sees the element through `exp.loopKey`, `exp.loopValue` and `exp.loopIndex`
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
  checkOptions(where, options, { noFail: 'boolean' })
  const bytes = expressionBytes(where, 'expression', expression)
  const payload = packPath(where, context, APPLY | noFail(options.noFail), bytes)
  return operation(where, { code: OpCode.cdtModify, bin: checkBin(bin), isWrite: true, payload })
}

function noFail(on: boolean | undefined): number {
  return on === true ? NO_FAIL : 0
}

/** `[0xFE, [step, …], flags, expression?]` */
function packPath(where: string, context: Context, flags: number, expression?: Buffer): Buffer {
  checkPath(where, context)
  return packed((writer) => {
    packListHeader(writer, expression === undefined ? 3 : 4)
    packNumber(writer, CdtEnvelope.select)
    packContext(writer, context)
    packNumber(writer, flags)
    if (expression !== undefined) writer.bytes(expression)
  })
}
