import type { Address } from '../address.ts'
import type { Credentials, CredentialsFunction, AuthMode } from '../policy/credentials.ts'
import type { ClientPolicy, ClientSecrets } from '../policy/client.ts'
import { CredentialSource } from './credentials.ts'
import { type ApartLogin, NodeLogin } from './node-login.ts'
import { TlsSettings } from './tls-settings.ts'

/** All that a client knows of secrets: who it is, its sessions at each node, and what its connections are encrypted with. */
export class ClientSecurity {
  /** Undefined where nobody logs in. */
  readonly credentials: CredentialSource | undefined
  readonly tls: TlsSettings | undefined
  /** Whether only logins are encrypted. */
  readonly isForLoginOnly: boolean
  readonly #policy: Pick<ClientPolicy, 'loginTimeout'>
  readonly #tell: (error: Error) => void
  readonly #logins = new Map<string, NodeLogin>()

  /** @param tell told of what fails and is coped with */
  constructor(
    secrets: ClientSecrets,
    policy: Pick<ClientPolicy, 'authMode' | 'loginTimeout' | 'dialTimeout'>,
    tell: (error: Error) => void,
  ) {
    const { authMode } = policy
    const { tls } = secrets
    const given = givenBy(secrets)
    this.credentials = hasLogin(given, authMode)
      ? new CredentialSource(given, authMode, () => policy.loginTimeout)
      : undefined
    this.tls = tls === undefined ? undefined : new TlsSettings(tls, () => policy.dialTimeout)
    this.isForLoginOnly = typeof tls === 'object' && tls.forLoginOnly === true
    this.#policy = policy
    this.#tell = tell
  }

  /** Milliseconds for one login; a dynamic configuration may change it. */
  get loginTimeout(): number {
    return this.#policy.loginTimeout
  }

  /** Whether commands go over TLS. */
  get isEncrypted(): boolean {
    return this.tls !== undefined && !this.isForLoginOnly
  }

  /** The logins at one node; undefined where nobody logs in. */
  loginAt(address: Address, apart?: ApartLogin): NodeLogin | undefined {
    const { credentials } = this
    if (credentials === undefined) return undefined
    const key = keyOf(address)
    const known = this.#logins.get(key)
    if (known !== undefined) return known
    const login = new NodeLogin(address, {
      credentials,
      timeout: () => this.loginTimeout,
      tell: this.#tell,
      apart,
    })
    this.#logins.set(key, login)
    return login
  }

  /** The node left: nothing is kept of its sessions. */
  forget(address: Address): void {
    const key = keyOf(address)
    this.#logins.get(key)?.close()
    this.#logins.delete(key)
    this.tls?.forget(address)
  }

  /** Wipes everything. */
  close(): void {
    for (const login of this.#logins.values()) login.close()
    this.#logins.clear()
    this.credentials?.close()
  }
}

function keyOf({ host, port }: Address): string {
  return `${host} ${port}`
}

function givenBy({
  user,
  password,
  credentials,
}: ClientSecrets): Credentials | CredentialsFunction | undefined {
  return user === undefined ? credentials : { user, password: password ?? '' }
}

function hasLogin(given: Credentials | CredentialsFunction | undefined, authMode: AuthMode): boolean {
  return given !== undefined || authMode === 'pki'
}
