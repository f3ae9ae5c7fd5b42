import { type AerospikeError, type ErrorDetails, ResultCode, serverError } from '../errors/index.ts'
import type { Operation } from '../operations/operation.ts'
import { readResultCode } from '../wire/reply.ts'
import { type Expressions, refusedExpressions } from './refused-expressions.ts'

const { OK, NOT_FOUND, FILTERED_OUT } = ResultCode

/** What a policy says of records that its filter leaves out. */
export interface FilteredPolicy extends Expressions {
  readonly filteredOut: 'error' | 'null'
}

/** The error for a refusal, which says what expressions it may be about. */
export function refusal(
  resultCode: number,
  expressions: Expressions,
  details?: ErrorDetails,
): AerospikeError {
  return serverError(resultCode, { ...details, about: refusedExpressions(resultCode, expressions) })
}

/** Whether the record was there, and the filter let it pass where the policy says so; any other refusal throws. */
export function isFound(
  buffer: Buffer,
  start: number,
  end: number,
  _key: unknown,
  _args: unknown,
  policy: FilteredPolicy,
): boolean {
  const resultCode = readResultCode(buffer, start, end)
  if (resultCode === OK) return true
  if (resultCode === NOT_FOUND || isLeftOut(resultCode, policy)) return false
  throw refusal(resultCode, policy)
}

/** Whether the filter let the record pass, else the policy says to give null; any other refusal throws. */
export function passesFilter(
  buffer: Buffer,
  start: number,
  end: number,
  policy: FilteredPolicy,
  operations?: readonly Operation[],
): boolean {
  const resultCode = readResultCode(buffer, start, end)
  if (resultCode === OK) return true
  if (isLeftOut(resultCode, policy)) return false
  throw refusal(resultCode, operations === undefined ? policy : { ...policy, operations })
}

/** Whether a refusal is to be answered by null. */
export function isLeftOut(resultCode: number, policy: FilteredPolicy): boolean {
  return resultCode === FILTERED_OUT && policy.filteredOut === 'null'
}
