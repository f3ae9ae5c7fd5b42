import { Packr } from 'msgpackr'
import { CARRIED_MARK } from './documents/carried.ts'
import { TreeCopy } from './documents/pack-tree.ts'
import { revive } from './documents/revive.ts'
import { clientError } from './errors/index.ts'
import { isBytes } from './kinds.ts'

/**
 * Whole JavaScript documents in one blob bin: dates, Maps, Sets, bigints, typed arrays and references come back as they were,
 * which the server's own lists and maps cannot do. The server sees bytes only: no operation and no index looks inside.
 */
const packr = new Packr({ structuredClone: true, useToJSON: false, copyBuffers: true })

/**
 * A document as bytes for one bin. All of it comes back as it went in, or is refused: the guide has the table (docs/guide/documents.md).
 *
 * @example
 * await client.put(key, { profile: packDocument({ born: new Date(0), tags: new Set(['a']) }) })
 * @throws ArgumentError `INVALID_VALUE` with the path, for what would not come back as it is: functions, symbols, instances of classes
 */
export function packDocument(document: unknown): Buffer {
  const tree = new TreeCopy()
  const copy = tree.copy(document)
  if (tree.carried.length === 0) return Buffer.from(pack(copy))
  return Buffer.concat([Buffer.of(CARRIED_MARK), pack([tree.carried, copy])])
}

function pack(value: unknown): Buffer {
  try {
    return packr.pack(value)
  } catch (cause) {
    throw clientError('INVALID_VALUE', 'The document cannot be packed', { cause })
  }
}

/**
 * A document from the bytes of a bin. Nothing in it is a view of these bytes.
 *
 * @throws ProtocolError when the bytes are not what {@link packDocument} made
 * @throws ArgumentError `INVALID_ARGUMENT` when they are no bytes
 * @example
 * const bytes = packDocument({ born: new Date(0), tags: new Set(['a']) })
 * unpackDocument<{ born: Date }>(bytes).born.getTime() // 0
 */
export function unpackDocument<T = unknown>(bytes: Uint8Array): T {
  if (!isBytes(bytes)) throw clientError('INVALID_ARGUMENT', 'unpackDocument takes bytes')
  // Bytes of a bin come back as a Buffer, and so do those of the document.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  try {
    const value: unknown =
      buffer[0] === CARRIED_MARK ? revive(packr.unpack(buffer.subarray(1))) : packr.unpack(buffer)
    return value as T
  } catch (cause) {
    throw clientError('PROTOCOL', 'The bytes are no packed document', { cause })
  }
}
