import { quoteName } from '../errors/index.ts'
import { isBytes } from '../kinds.ts'

/** PEM, as text or bytes, or the path of a file that holds it. */
export type TlsSource = string | Uint8Array | { readonly path: string }

/** How connections are encrypted, and by what nodes and client know each other. */
export interface TlsOptions {
  /** Authorities that sign the nodes' certificates. Those that Node trusts when left out. */
  readonly ca?: TlsSource | readonly TlsSource[] | undefined
  /** The client's own certificate, with those between it and its authority behind it. */
  readonly cert?: TlsSource | undefined
  /** Its key. */
  readonly key?: TlsSource | undefined
  /** What the key is encrypted with. */
  readonly passphrase?: string | undefined
  /** Lists of revoked certificates. */
  readonly crl?: TlsSource | readonly TlsSource[] | undefined
  /** The name in the nodes' certificates, for hosts that bring none of their own. The host when left out. */
  readonly name?: string | undefined
  /** Default: `TLSv1.2`. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined
  /** As OpenSSL writes a list of ciphers. */
  readonly ciphers?: string | undefined
  /** Log in over TLS, and do all else without: nothing but the password is protected then. Default: false. */
  readonly forLoginOnly?: boolean | undefined
  /** Any other option of Node's `tls.connect`; it has precedence. */
  readonly connect?: { readonly [option: string]: unknown } | undefined
}

/** Gives them anew whenever they are read: at the first connection, and when the client is told to reload them. */
export type TlsFunction = () => TlsOptions | Promise<TlsOptions>

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

function isSource(value: unknown): boolean {
  if (isText(value) || isBytes(value)) return true
  return typeof value === 'object' && value !== null && isText((value as { path?: unknown }).path)
}

const isSources = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isSource) : isSource(value)
const isVersion = (value: unknown): boolean => value === 'TLSv1.2' || value === 'TLSv1.3'
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

const PEM = 'must be PEM, or { path } of a file of it'
const PEMS = `${PEM}, or a list of them`
const VERSION = 'must be TLSv1.2 or TLSv1.3'

const CHECKS: { readonly [K in keyof TlsOptions]-?: readonly [(value: unknown) => boolean, string] } = {
  ca: [isSources, PEMS],
  cert: [isSource, PEM],
  key: [isSource, PEM],
  passphrase: [isText, 'must be text'],
  crl: [isSources, PEMS],
  name: [isText, 'must be text'],
  minVersion: [isVersion, VERSION],
  maxVersion: [isVersion, VERSION],
  ciphers: [isText, 'must be text'],
  forLoginOnly: [(value) => typeof value === 'boolean', 'must be true or false'],
  connect: [isObject, 'must be an object of options of tls.connect'],
}

/** What is wrong with options of TLS, as the end of a sentence that gives none of their values away. */
export function tlsFault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'must be true, { ca, cert, key, … }, or a function that gives them'
  for (const [name, given] of Object.entries(value)) {
    if (given === undefined) continue
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof TlsOptions] : undefined
    if (check === undefined) return `has no ${quoteName(name)}; it knows ${Object.keys(CHECKS).join(', ')}`
    if (!check[0](given)) return `has a ${name} that ${check[1]}`
  }
  const { cert, key } = value as TlsOptions
  if ((cert === undefined) !== (key === undefined)) return 'must have cert and key, or neither'
  return undefined
}

export function checkTls(value: unknown): string | undefined {
  return value === true || typeof value === 'function' ? undefined : tlsFault(value)
}
