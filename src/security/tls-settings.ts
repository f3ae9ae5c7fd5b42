import type { ConnectionOptions, SecureContextOptions } from 'node:tls'
import { type Address, formatAddress } from '../address.ts'
import { clientError } from '../errors/index.ts'
import { isBytes, isError } from '../kinds.ts'
import { inTime } from '../net/in-time.ts'
import type { TlsContext } from '../net/tls.ts'
import { checkTls, type TlsFunction, tlsFault, type TlsOptions, type TlsSource } from '../policy/tls.ts'

/**
 * What the client's connections are encrypted with. Files are read, and functions asked, when it is first needed and when it is
 * to be renewed; connections that are open stay as they are.
 */
export class TlsSettings {
  #given: true | TlsOptions | TlsFunction
  readonly #limit: () => number
  #context: Promise<TlsContext> | undefined

  /** @param limit milliseconds that a function, and the reading of files, may take */
  constructor(given: true | TlsOptions | TlsFunction, limit: () => number) {
    this.#given = given
    this.#limit = limit
  }

  /** For connections that are opened now. @throws ArgumentError, ConnectionError `TLS_FAILED` when a file or a certificate cannot be read */
  context(): Promise<TlsContext> {
    return (this.#context ??= this.#first())
  }

  /** What failed once may work the next time. */
  async #first(): Promise<TlsContext> {
    try {
      return await this.#build(this.#given)
    } catch (error) {
      this.#context = undefined
      throw error
    }
  }

  /** From now on connections use what files and functions give now, or other options. What was before stays when that fails. */
  async reload(options: true | TlsOptions | TlsFunction = this.#given): Promise<void> {
    const fault = checkTls(options)
    if (fault !== undefined) throw clientError('INVALID_OPTION', `reloadTls: tls ${fault}`)
    const context = await this.#build(options)
    this.#given = options
    this.#context = Promise.resolve(context)
  }

  /** The node left: nothing is kept that resumes a session with it. */
  forget(address: Address): void {
    const forgotten = this.#context?.then(({ sessions }) => {
      for (const key of sessions.keys())
        if (key.startsWith(`${formatAddress(address)} `)) sessions.delete(key)
    })
    // Who opens a connection is told why there is no context.
    forgotten?.catch(() => undefined)
  }

  #build(given: true | TlsOptions | TlsFunction): Promise<TlsContext> {
    const limit = this.#limit()
    return inTime(build(given), limit, () =>
      clientError('TLS_FAILED', `The options of TLS were not there within ${limit} ms (dialTimeout)`, {
        hint: 'a function that gives them, or the reading of a file, takes longer',
      }),
    )
  }
}

async function build(given: true | TlsOptions | TlsFunction): Promise<TlsContext> {
  const options = given === true ? {} : typeof given === 'function' ? await asked(given) : given
  const { name, minVersion = 'TLSv1.2', maxVersion, ciphers, passphrase, connect = {} } = options
  const [ca, cert, key, crl] = await Promise.all([
    readAll('ca', options.ca),
    readOne('cert', options.cert),
    readOne('key', options.key),
    readAll('crl', options.crl),
  ])
  const context = present({ ca, cert, key, crl, passphrase, minVersion, maxVersion, ciphers })
  const secureContext = await contextOf({ ...context, ...connect })
  return { name, options: { ...(connect as ConnectionOptions), secureContext }, sessions: new Map() }
}

async function asked(give: TlsFunction): Promise<TlsOptions> {
  let options: TlsOptions
  try {
    options = await give()
  } catch (cause) {
    // Its words are the application's, which may hold what no log should.
    throw clientError('TLS_FAILED', 'The function that gives the options of TLS failed', { cause })
  }
  const fault = tlsFault(options)
  if (fault !== undefined) throw clientError('INVALID_OPTION', `tls: what the function gives ${fault}`)
  if (options.forLoginOnly === true)
    throw clientError(
      'INVALID_OPTION',
      'tls: forLoginOnly cannot come from a function, since it never changes',
    )
  return options
}

async function contextOf(options: SecureContextOptions) {
  const { createSecureContext } = await import('node:tls')
  try {
    return createSecureContext(options)
  } catch (cause) {
    throw failed('a certificate, a key or a list of ciphers cannot be used', cause)
  }
}

/** Node takes an option that is there and undefined for one that is given. */
function present(options: {
  readonly [K in keyof SecureContextOptions]: SecureContextOptions[K] | undefined
}): SecureContextOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

async function readAll(
  what: string,
  sources: TlsSource | readonly TlsSource[] | undefined,
): Promise<Buffer[] | undefined> {
  if (sources === undefined) return undefined
  const list = Array.isArray(sources) ? (sources as readonly TlsSource[]) : [sources as TlsSource]
  return Promise.all(list.map((source) => read(what, source)))
}

function readOne(what: string, source: TlsSource | undefined): Promise<Buffer> | undefined {
  return source === undefined ? undefined : read(what, source)
}

async function read(what: string, source: TlsSource): Promise<Buffer> {
  const bytes = await bytesOf(what, source)
  // Node would take anything for a list of no authorities.
  if (bytes.includes('-----BEGIN ')) return bytes
  throw clientError('TLS_FAILED', `tls.${what} is no PEM`, {
    hint: 'it begins with -----BEGIN; the path of a file is given as { path }',
  })
}

async function bytesOf(what: string, source: TlsSource): Promise<Buffer> {
  if (typeof source === 'string') return Buffer.from(source)
  if (isBytes(source)) return Buffer.from(source)
  const { readFile } = await import('node:fs/promises')
  try {
    return await readFile(source.path)
  } catch (cause) {
    throw failed(`tls.${what} cannot be read`, cause)
  }
}

function failed(what: string, cause: unknown): Error {
  const why = isError(cause) ? cause.message : 'it threw no error'
  return clientError('TLS_FAILED', `${what}: ${why}`, { cause })
}
