import { ResultCode } from '../errors/index.ts'
import type { AdminReader } from '../net/admin-request.ts'

/** Reads an answer of many messages, in one frame or several: it ends with a message that says so. */
export function listReader(read: (buffer: Buffer, start: number, end: number) => number): AdminReader {
  return (buffer, start, end) => {
    const code = read(buffer, start, end)
    return code === ResultCode.SECURITY_END ? undefined : code
  }
}
