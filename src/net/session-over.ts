import { ResultCode } from '../errors/index.ts'
import { wholeRefusal } from '../wire/info.ts'
import { ProtoType } from '../wire/proto.ts'

/** The login that a connection stands on. Several connections share it. */
export interface ConnectionSession {
  /** The node does not accept it any more. */
  readonly isOver: boolean
  /** Has it end: whoever needs a session next logs in anew. */
  end(): void
}

/** Where a message, and a security answer, have their result code (as_msg_s, proto.h; as_sec_msg_s, security.h, 8.1.2). */
const MESSAGE_CODE = 5
const SECURITY_CODE = 1

/** Whether a result code says that the connection's session has expired, or is none. Nothing was done then. */
export function isSessionCode(code: number | undefined): boolean {
  return code === ResultCode.EXPIRED_SESSION || code === ResultCode.NOT_AUTHENTICATED
}

/** Whether a frame says so. */
export function saysSessionOver(type: number, buffer: Buffer, start: number, end: number): boolean {
  if (type === ProtoType.message) return isSessionCode(buffer[start + MESSAGE_CODE])
  if (type === ProtoType.security) return isSessionCode(buffer[start + SECURITY_CODE])
  return isSessionCode(wholeRefusal(buffer, start, end))
}
