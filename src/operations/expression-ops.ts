import { checkBin } from '../collections/bin-name.ts'
import { packed } from '../collections/packed.ts'
import { checkedSum } from '../collections/word.ts'
import type { MapResult } from '../collections/return-types.ts'
import { expressionBytes, type ExpressionLike, type ExpressionType } from '../expression.ts'
import type { Exp } from '../expressions/node.ts'
import { ExpReadFlag, ExpWriteFlag } from '../expressions/codes.ts'
import type { GeoJSON, HyperLogLog, Value } from '../values.ts'
import { packListHeader, packNumber } from '../wire/msgpack/pack.ts'
import { OpCode } from '../wire/proto.ts'
import { operation, type Operation } from './operation.ts'

/** What is read of an expression of each type. */
export interface ExpressionResults {
  nil: null
  bool: boolean
  /** A bigint beyond ±(2^53 - 1), as the option `integers` says. */
  int: number | bigint
  string: string
  list: Value[]
  map: MapResult
  blob: Buffer
  float: number
  geo: GeoJSON
  hll: HyperLogLog
  remove: null
  marker: null
}

/** What is read of an expression of a type; of one whose type is not known, any value. */
export type ExpressionResult<Type extends ExpressionType> = ExpressionType extends Type
  ? Value
  : ExpressionResults[Type]

/** Options of `ops.readExpression`. */
export interface ExpressionReadOptions {
  /** Answer null instead of failing when the expression cannot tell. Default false. */
  readonly evalNoFail?: boolean
}

/**
 * Answers what an expression gives for the record, under a name of your choice, which need be no bin.
 * `OP_NOT_APPLICABLE` when the expression cannot tell, as with a missing bin, unless `evalNoFail`: then null.
 * `PARAMETER` for an expression that the server does not understand.
 *
 * @example
 * ops.readExpression('isAdult', exp.ge(exp.bin('age', 'int'), 18)) // true for { age: 31 }
 */
export function readExpression<Type extends ExpressionType>(
  name: string,
  expression: Exp<Type>,
  options?: ExpressionReadOptions,
): Operation<ExpressionResult<Type> | null>
export function readExpression<T = Value>(
  name: string,
  expression: ExpressionLike,
  options?: ExpressionReadOptions,
): Operation<T | null>
export function readExpression(
  name: string,
  expression: ExpressionLike,
  options: ExpressionReadOptions = {},
): Operation {
  const where = 'ops.readExpression'
  const flags = checkedSum(where, options, { evalNoFail: ExpReadFlag.evalNoFail })
  const payload = packExpression(where, expression, flags)
  return operation(where, { code: OpCode.expRead, bin: checkBin(name), isWrite: false, payload })
}

/** What writing an expression's result may do. */
export interface ExpressionWriteOptions {
  /** Refuse a bin that is there already, with `BIN_EXISTS`. Default false. */
  readonly createOnly?: boolean
  /** Refuse a missing bin, with `BIN_NOT_FOUND`. Default false. */
  readonly updateOnly?: boolean
  /** Let nil delete the bin instead of failing with `OP_NOT_APPLICABLE`. Default false. */
  readonly allowDelete?: boolean
  /** Do nothing instead of failing on one of these three. Default false. */
  readonly policyNoFail?: boolean
  /** Do nothing instead of failing when the expression cannot tell. Default false. */
  readonly evalNoFail?: boolean
}

const WRITE_FLAGS = {
  createOnly: ExpWriteFlag.createOnly,
  updateOnly: ExpWriteFlag.updateOnly,
  allowDelete: ExpWriteFlag.allowDelete,
  policyNoFail: ExpWriteFlag.policyNoFail,
  evalNoFail: ExpWriteFlag.evalNoFail,
} as const

/**
 * Writes what an expression gives for the record into a bin, created or replaced. Answers nothing.
 * `OP_NOT_APPLICABLE` when the expression cannot tell; `PARAMETER` for one that the server does not understand.
 *
 * @example
 * ops.writeExpression('next', exp.add(exp.bin('age', 'int'), 1)) // { age: 31 } becomes { age: 31, next: 32 }
 */
export function writeExpression(
  bin: string,
  expression: ExpressionLike,
  options: ExpressionWriteOptions = {},
): Operation<null> {
  const where = 'ops.writeExpression'
  const payload = packExpression(where, expression, checkedSum(where, options, WRITE_FLAGS))
  return operation(where, { code: OpCode.expModify, bin: checkBin(bin), isWrite: true, payload })
}

/** `[expression, flags]` */
function packExpression(where: string, expression: ExpressionLike, flags: number): Buffer {
  const bytes = expressionBytes(where, 'expression', expression)
  return packed((writer) => {
    packListHeader(writer, 2)
    writer.bytes(bytes)
    packNumber(writer, flags)
  })
}
