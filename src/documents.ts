import { Packr } from 'msgpackr'
import { clientError } from './errors/index.ts'

/**
 * Whole JavaScript documents in one blob bin: dates, Maps, Sets, bigints, typed arrays and references come back as they were,
 * which the server's own lists and maps cannot do. The server sees bytes only: no operation and no index looks inside.
 */
const packr = new Packr({ structuredClone: true })

/**
 * A document as bytes for one bin.
 *
 * @example
 * await client.put(key, { profile: packDocument({ born: new Date(0), tags: new Set(['a']) }) })
 * @throws ArgumentError `INVALID_VALUE` for what cannot be packed (functions, symbols)
 */
export function packDocument(document: unknown): Buffer {
  try {
    return Buffer.from(packr.pack(document))
  } catch (cause) {
    throw clientError('INVALID_VALUE', 'The document cannot be packed', { cause })
  }
}

/**
 * A document from the bytes of a bin.
 *
 * @throws ProtocolError when the bytes are not what {@link packDocument} made
 */
export function unpackDocument<T = unknown>(bytes: Uint8Array): T {
  try {
    return packr.unpack(bytes) as T
  } catch (cause) {
    throw clientError('PROTOCOL', 'The bytes are no packed document', { cause })
  }
}
