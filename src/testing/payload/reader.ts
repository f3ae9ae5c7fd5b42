import {
  Kind,
  peekKind,
  readBytes,
  readDouble,
  readInt,
  readListHeader,
  readMapHeader,
  scan,
} from './msgpack.ts'

/**
 * Reads the payload of an operation, one element after another: each method answers `undefined` where the server refuses, so
 * that malformed bytes end in its result code and never in an exception. What cannot be read is not passed over.
 */
export class PayloadReader {
  readonly buffer: Buffer
  offset: number
  readonly end: number
  /** Set once a wildcard or infinity was passed over: such values may be compared, not stored. */
  nonStorage = false

  constructor(buffer: Buffer, offset = 0, end = buffer.length) {
    this.buffer = buffer
    this.offset = offset
    this.end = end
  }

  get done(): boolean {
    return this.offset >= this.end
  }

  /** The kind of the next element, without reading it. */
  peek(): Kind {
    return peekKind(this.buffer, this.offset, this.end)
  }

  listCount(): number | undefined {
    return this.#enter(readListHeader(this.buffer, this.offset, this.end))
  }

  mapCount(): number | undefined {
    return this.#enter(readMapHeader(this.buffer, this.offset, this.end))
  }

  bool(): boolean | undefined {
    const kind = this.peek()
    if (kind !== Kind.true && kind !== Kind.false) return undefined
    this.offset++
    return kind === Kind.true
  }

  /** An integer as its 64 bits, read as signed. */
  int64(): bigint | undefined {
    const value = this.uint64()
    return value === undefined ? undefined : BigInt.asIntN(64, value)
  }

  /** An integer as its 64 bits, read as unsigned. */
  uint64(): bigint | undefined {
    const value = readInt(this.buffer, this.offset, this.end)
    if (value !== undefined) this.skip(1)
    return value
  }

  double(): number | undefined {
    const at = this.offset
    return this.peek() === Kind.double && this.skip(1) ? readDouble(this.buffer, at) : undefined
  }

  /** The content of a string or blob, with its leading type byte, as a view of the payload. */
  bytes(): Buffer | undefined {
    const at = this.offset
    const kind = this.peek()
    const isBytes = kind === Kind.string || kind === Kind.bytes || kind === Kind.geojson
    return isBytes && this.skip(1) ? readBytes(this.buffer, at) : undefined
  }

  /** One whole element, whatever it is, as a view of the payload. */
  element(): Buffer | undefined {
    const start = this.offset
    return this.skip(1) ? this.buffer.subarray(start, this.offset) : undefined
  }

  /** Passes over elements with all they contain; `false` when they are not whole. */
  skip(count: number): boolean {
    const end = scan(this.buffer, this.offset, this.end, this, count)
    if (end >= 0) this.offset = end
    return end >= 0
  }

  #enter(header: { readonly count: number; readonly start: number } | undefined): number | undefined {
    if (header !== undefined) this.offset = header.start
    return header?.count
  }
}
