import { AdminCommand, AdminField } from './admin-codes.ts'
import { type AdminPart, bytesPart, encodeAdmin, textPart } from './admin.ts'

/** Who logs in. The buffers can be wiped once the request is encoded. */
export interface LoginSecret {
  readonly user: string
  /** What the server knows instead of the password. */
  readonly hash: Buffer
  /** The password itself, for an external service; undefined where it must not travel. */
  readonly clear: Buffer | undefined
}

/** A login; without a secret the client's certificate names the user. */
export function encodeLogin(secret: LoginSecret | undefined): Buffer {
  if (secret === undefined) return encodeAdmin(AdminCommand.login, [])
  const { user, hash, clear } = secret
  const parts: AdminPart[] = [textPart(AdminField.user, user), bytesPart(AdminField.credential, hash)]
  if (clear !== undefined) parts.push(bytesPart(AdminField.clearPassword, clear))
  return encodeAdmin(AdminCommand.login, parts)
}

/** Has a connection use the session of a login; without a user the certificate names it. */
export function encodeAuthenticate(user: string | undefined, token: Buffer): Buffer {
  const session = bytesPart(AdminField.sessionToken, token)
  const parts = user === undefined ? [session] : [textPart(AdminField.user, user), session]
  return encodeAdmin(AdminCommand.authenticate, parts)
}
