import { clientError } from '../errors/index.ts'
import { inTime } from '../net/in-time.ts'
import { hashPassword, ownBuffer } from '../password.ts'
import {
  type AuthMode,
  type Credentials,
  type CredentialsFunction,
  credentialsFault,
} from '../policy/credentials.ts'
import { encodeLogin, type LoginSecret } from '../wire/admin-login.ts'

/**
 * Who the client is. Of a password that was given as a value, its hash is kept for as long as the client lives, in a buffer, and
 * the password itself only where an external service wants it; of one that a function gives, nothing is kept between logins.
 */
export class CredentialSource {
  readonly #mode: AuthMode
  readonly #limit: () => number
  #given: Credentials | CredentialsFunction | undefined
  /** Under way, or known. */
  #secret: Promise<LoginSecret> | undefined
  #waiting = 0

  /** @param limit milliseconds that a function has for its answer */
  constructor(given: Credentials | CredentialsFunction | undefined, mode: AuthMode, limit: () => number) {
    this.#given = given
    this.#mode = mode
    this.#limit = limit
  }

  /** Whether a certificate names the user. */
  get isPki(): boolean {
    return this.#mode === 'pki'
  }

  /** Does something with the user and what proves it, lent for the call. @throws SecurityError `CREDENTIALS_FAILED` */
  async use<T>(work: (secret: LoginSecret) => T): Promise<T> {
    const secret = (this.#secret ??= this.#ask())
    this.#waiting++
    try {
      return work(await secret)
    } finally {
      if (--this.#waiting === 0 && typeof this.#given === 'function') this.#forget()
    }
  }

  /** The request that logs in, and the user it is for. */
  async login(): Promise<{ readonly user: string | undefined; readonly frame: Buffer }> {
    if (this.isPki) return { user: undefined, frame: encodeLogin(undefined) }
    return this.use((secret) => ({ user: secret.user, frame: encodeLogin(secret) }))
  }

  /** A password was changed: the own one is used from then on. A function has to give the new one itself. */
  async changed(user: string, password: string): Promise<void> {
    const given = this.#given
    if (typeof given !== 'object' || given.user !== user) return
    const before = this.#secret
    const secret = this.#prepare({ user, password })
    this.#given = { user, password: '' }
    this.#secret = secret
    before?.then(wipe, () => undefined)
    await secret
  }

  /** Wipes what is kept. */
  close(): void {
    this.#given = undefined
    this.#forget()
  }

  #forget(): void {
    const secret = this.#secret
    this.#secret = undefined
    secret?.then(wipe, () => undefined)
  }

  /** What failed once may work the next time. */
  async #ask(): Promise<LoginSecret> {
    try {
      return await this.#find()
    } catch (error) {
      this.#secret = undefined
      throw error
    }
  }

  async #find(): Promise<LoginSecret> {
    const given = this.#given
    if (given === undefined) throw clientError('CLIENT_CLOSED', 'The client is closed')
    if (typeof given === 'function') return this.#prepare(await asked(given, this.#limit()))
    const secret = await this.#prepare(given)
    // The text of the password is not needed any more.
    this.#given = { user: given.user, password: '' }
    return secret
  }

  async #prepare({ user, password }: Credentials): Promise<LoginSecret> {
    const isExternal = this.#mode !== 'internal'
    return { user, hash: await hashPassword(password), clear: isExternal ? ownBuffer(password) : undefined }
  }
}

/** The message of what the function throws is not repeated: nobody knows what is in it. */
async function asked(give: CredentialsFunction, limit: number): Promise<Credentials> {
  let credentials: Credentials
  try {
    credentials = await inTime(Promise.resolve(give()), limit, () => slow(limit))
  } catch (cause) {
    throw clientError('CREDENTIALS_FAILED', 'The function that gives user and password failed', {
      cause,
      hint: 'the cause says why',
    })
  }
  const fault = credentialsFault(credentials)
  if (fault === undefined) return credentials
  throw clientError('CREDENTIALS_FAILED', `What the function for user and password gives ${fault}`)
}

function slow(limit: number): Error {
  return new Error(`it gave nothing within ${limit} ms (loginTimeout)`)
}

function wipe({ hash, clear }: LoginSecret): void {
  hash.fill(0)
  clear?.fill(0)
}
