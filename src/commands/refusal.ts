import { ResultCode, serverError } from '../errors/index.ts'
import { readResultCode } from '../wire/reply.ts'

const { OK, NOT_FOUND } = ResultCode

/** Throws unless the reply says that all went well. */
export function expectOk(buffer: Buffer, start: number, end: number): void {
  const resultCode = readResultCode(buffer, start, end)
  if (resultCode !== OK) throw serverError(resultCode)
}

/** Whether the record was there; any other refusal throws. */
export function isFound(buffer: Buffer, start: number, end: number): boolean {
  const resultCode = readResultCode(buffer, start, end)
  if (resultCode === OK) return true
  if (resultCode === NOT_FOUND) return false
  throw serverError(resultCode)
}
