import type { TlsSource } from '../policy/tls.ts'

/** TLS of a memory server. */
export interface MemoryTlsOptions {
  /** The nodes' certificate: PEM, or { path } of a file of it. */
  readonly cert: TlsSource
  readonly key: TlsSource
  /** Authorities that sign certificates of clients, which then must show one. Left out, none is asked for. */
  readonly ca?: TlsSource | undefined
  /** The name that nodes tell clients to look for in certificates (tls-name). Left out: none. */
  readonly name?: string | undefined
  /** Port of the first node for TLS; the others take those behind it. 0, the default: free ones. */
  readonly port?: number | undefined
}

const KNOWN = ['cert', 'key', 'ca', 'name', 'port'] satisfies readonly (keyof MemoryTlsOptions)[]

/** What is wrong with them, as the end of a sentence that gives nothing away. */
export function checkTls(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'must be { cert, key, … }'
  const foreign = Object.keys(value).find((name) => !(KNOWN as readonly string[]).includes(name))
  if (foreign !== undefined) return `has no ${JSON.stringify(foreign)}; it knows ${KNOWN.join(', ')}`
  const { cert, key, port = 0 } = value as Partial<MemoryTlsOptions>
  if (cert === undefined || key === undefined) return 'must have cert and key'
  return Number.isInteger(port) && port >= 0 && port <= 65_535
    ? undefined
    : 'must have a port from 0 to 65535'
}
