/** A user and the password. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

/** Gives them when they are needed: for each login anew, so that they may change while the client runs. */
export type CredentialsFunction = () => Credentials | Promise<Credentials>

/** Who checks a user: the database, an external service (LDAP), or the certificate. */
export type AuthMode = 'internal' | 'external' | 'externalInsecure' | 'pki'
export const AUTH_MODES = [
  'internal',
  'external',
  'externalInsecure',
  'pki',
] as const satisfies readonly AuthMode[]

/** What is wrong with credentials, as the end of a sentence that never says what they are. */
export function credentialsFault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null)
    return 'must be { user, password }, or a function that gives them'
  const { user, password } = value as Partial<Record<keyof Credentials, unknown>>
  if (typeof user !== 'string' || user === '') return 'must have a user, which is text'
  return typeof password === 'string' ? undefined : 'must have a password, which is text'
}

export function checkCredentials(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : credentialsFault(value)
}

export function checkUser(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? undefined : 'must be text, and not empty'
}

/** Says nothing of the value: it is a secret, whatever its type. */
export function checkPassword(value: unknown): string | undefined {
  return typeof value === 'string' ? undefined : 'must be text'
}
