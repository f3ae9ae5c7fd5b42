/**
 * The salt that every client uses (client-java AdminCommand.java, client-go hash_password.go): the server knows passwords by this
 * hash alone, so that the password itself never travels.
 */
const SALT = '$2a$10$7EqJtq98hPqEX7fNZaFWoO'

/** Longest password in bytes: AS_PASSWORD_SIZE - 1, client-c as_config.h; bcrypt itself ignores what is beyond 72. */
export const PASSWORD_MAX = 63

/**
 * What the server knows instead of a password. It lets whoever has it log in, and is to be kept as secret as the password: the
 * buffer can be wiped. Takes about 0.1 s of CPU, in pieces; the library is loaded when it is first needed.
 */
export async function hashPassword(password: string): Promise<Buffer> {
  const { hash } = await import(/* webpackMode: "eager" */ 'bcryptjs')
  return ownBuffer(await hash(password, SALT))
}

/** Text in a buffer that shares its memory with no other, so that wiping it wipes all of it. */
export function ownBuffer(text: string): Buffer {
  const buffer = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  buffer.write(text)
  return buffer
}
