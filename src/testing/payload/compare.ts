import { MsgpackType, PayloadReader } from './reader.ts'

/** How two msgpack elements compare; `unordered` when a map without key order was met on the way. */
export interface Comparison {
  /** Negative, 0 or positive; `undefined` when one of them is malformed. */
  readonly order: number | undefined
  readonly unordered: boolean
}

/** Bit of a map's order marker that says its keys are sorted (as_msgpack.h). */
const KEY_ORDERED = 1
const COMPARE_EXT = 0xff

/** One side of a comparison: the element just read. */
class Side {
  readonly reader: PayloadReader
  type: MsgpackType = MsgpackType.error
  /** Children of a container, order marker not counted. */
  count = 0
  bytes: Buffer = EMPTY
  int = 0n
  double = 0
  unordered = false
  /** Elements announced but not read yet. */
  remain = 1

  constructor(reader: PayloadReader) {
    this.reader = reader
  }

  /** Reads one element, of a container only the head; `false` when it is malformed. */
  next(): boolean {
    this.remain--
    const { reader } = this
    this.type = reader.peek()
    switch (this.type) {
      case MsgpackType.error:
        return false
      case MsgpackType.list:
        return this.#enter(reader.listCount(), 1)
      case MsgpackType.map:
        return this.#enter(reader.mapCount(), 2)
      case MsgpackType.negative:
      case MsgpackType.integer:
        return (this.int = reader.uint64() ?? -1n) >= 0n
      case MsgpackType.double: {
        const double = reader.double()
        this.double = double ?? 0
        return double !== undefined
      }
      case MsgpackType.string:
      case MsgpackType.bytes:
      case MsgpackType.geojson: {
        const bytes = reader.bytes()
        this.bytes = bytes ?? EMPTY
        return bytes !== undefined
      }
      default:
        return this.#other()
    }
  }

  #other(): boolean {
    const element = this.reader.element()
    if (element === undefined) return false
    this.bytes = element.subarray(element.length - extLength(element))
    return true
  }

  /** Enters a list or map and passes over its order marker (cmp_parse_container of the server). */
  #enter(count: number | undefined, width: 1 | 2): boolean {
    if (count === undefined) return false
    this.count = count * width
    if (count === 0) return true
    const marker = markerAt(this.reader)
    if (width === 2 && (marker === undefined || (marker & KEY_ORDERED) === 0)) this.unordered = true
    if (marker === undefined || marker === COMPARE_EXT) return true
    this.count -= width
    return this.reader.skip(width)
  }
}

const EMPTY = Buffer.alloc(0)

/** The type byte of an ext element, which at the head of a list or map is its order. */
function markerAt(reader: PayloadReader): number | undefined {
  const { buffer, offset } = reader
  const byte = buffer[offset] ?? 0
  if (byte >= 0xd4 && byte <= 0xd8) return buffer[offset + 1]
  if (byte >= 0xc7 && byte <= 0xc9) return buffer[offset + 1 + (1 << (byte - 0xc7))]
  return undefined
}

function extLength(element: Buffer): number {
  const byte = element[0] ?? 0
  if (byte >= 0xd4 && byte <= 0xd8) return 1 << (byte - 0xd4)
  return byte >= 0xc7 && byte <= 0xc9 ? element.length - 2 - (1 << (byte - 0xc7)) : 0
}

/**
 * Compares the next element of each reader in the server's order of types and values, and passes over both
 * (msgpack_cmp, cf/src/msgpack_in.c, 8.1.2).
 */
export function compareElements(left: PayloadReader, right: PayloadReader): Comparison {
  const a = new Side(left)
  const b = new Side(right)
  const order = compareSides(a, b)
  const whole = a.reader.skip(a.remain) && b.reader.skip(b.remain)
  return { order: whole ? order : undefined, unordered: a.unordered || b.unordered }
}

function compareSides(a: Side, b: Side): number | undefined {
  let pairs = 1
  let tie = 0
  for (let i = 0; i < pairs; i++) {
    const readable = a.next()
    if (!b.next() || !readable) return undefined
    if (isContainer(a.type)) a.remain += a.count
    if (isContainer(b.type)) b.remain += b.count
    if (a.type === MsgpackType.wildcard || b.type === MsgpackType.wildcard) return 0
    if (a.type !== b.type) return a.type - b.type
    if (a.type === MsgpackType.list && a.count !== b.count) {
      // The shorter list decides when all its elements are equal; what follows the lists is not looked at.
      pairs = i + 1 + Math.min(a.count, b.count)
      tie = a.count - b.count
      continue
    }
    const order = compareHeads(a, b)
    if (order !== 0) return order
    if (isContainer(a.type)) pairs += a.count
  }
  return tie
}

function isContainer(type: MsgpackType): boolean {
  return type === MsgpackType.list || type === MsgpackType.map
}

function compareHeads(a: Side, b: Side): number {
  switch (a.type) {
    case MsgpackType.negative:
    case MsgpackType.integer:
      return a.int < b.int ? -1 : a.int > b.int ? 1 : 0
    case MsgpackType.double:
      return a.double < b.double ? -1 : a.double > b.double ? 1 : 0
    case MsgpackType.map:
      return a.count - b.count
    case MsgpackType.string:
    case MsgpackType.bytes:
    case MsgpackType.geojson:
    case MsgpackType.ext:
      return Buffer.compare(a.bytes, b.bytes)
    default:
      return 0
  }
}
