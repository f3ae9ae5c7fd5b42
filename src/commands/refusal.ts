import { serverError } from '../errors/index.ts'
import { ResultCode } from '../wire/proto.ts'
import { readResultCode } from '../wire/reply.ts'

/** Throws unless the reply says that all went well. */
export function expectOk(buffer: Buffer, start: number, end: number): void {
  const resultCode = readResultCode(buffer, start, end)
  if (resultCode !== ResultCode.ok) throw serverError(resultCode)
}

/** Whether the record was there; any other refusal throws. */
export function isFound(buffer: Buffer, start: number, end: number): boolean {
  const resultCode = readResultCode(buffer, start, end)
  if (resultCode === ResultCode.ok) return true
  if (resultCode === ResultCode.notFound) return false
  throw serverError(resultCode)
}
