import { ResultCode, serverError } from '../errors/index.ts'
import { readResultCode } from '../wire/reply.ts'

const { OK, NOT_FOUND, FILTERED_OUT } = ResultCode

/** What a policy says of records that its filter leaves out. */
export interface FilteredPolicy {
  readonly filteredOut: 'error' | 'null'
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
  throw serverError(resultCode)
}

/** Whether the filter let the record pass, else the policy says to give null; any other refusal throws. */
export function passesFilter(buffer: Buffer, start: number, end: number, policy: FilteredPolicy): boolean {
  const resultCode = readResultCode(buffer, start, end)
  if (resultCode === OK) return true
  if (isLeftOut(resultCode, policy)) return false
  throw serverError(resultCode)
}

/** Whether a refusal is to be answered by null. */
export function isLeftOut(resultCode: number, policy: FilteredPolicy): boolean {
  return resultCode === FILTERED_OUT && policy.filteredOut === 'null'
}
