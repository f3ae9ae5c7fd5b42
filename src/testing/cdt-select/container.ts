import { listHeader, mapHeader } from '../payload/pack.ts'
import { extTypeAt, isExt, Kind } from '../payload/msgpack.ts'
import { PayloadReader } from '../payload/reader.ts'

const ORDERED = 1

/** The head of a list or map where it lies in a bin. */
export interface Container {
  readonly isMap: boolean
  /** Its order marker as it lies there, for a map with the nil behind it; empty when there is none. */
  readonly marker: Buffer
  /** Whether elements are sorted, or pairs by key. */
  readonly ordered: boolean
  /** Elements or pairs, the marker not counted. */
  readonly count: number
}

/** Reads the head of a list or map; `undefined` for anything else. */
export function openContainer(reader: PayloadReader): Container | undefined {
  const type = reader.peek()
  const isMap = type === Kind.map
  const count = isMap ? reader.mapCount() : type === Kind.list ? reader.listCount() : undefined
  if (count === undefined) return undefined
  const start = reader.offset
  const flags = count > 0 ? markerFlags(reader) : undefined
  if (flags === undefined) return { isMap, marker: NO_MARKER, ordered: false, count }
  if (!reader.skip(isMap ? 2 : 1)) return undefined
  const marker = reader.buffer.subarray(start, reader.offset)
  return { isMap, marker, ordered: (flags & ORDERED) !== 0, count: count - 1 }
}
const NO_MARKER = Buffer.alloc(0)

/** The type of the ext element that comes next. */
function markerFlags({ buffer, offset }: PayloadReader): number | undefined {
  return isExt(buffer, offset) ? buffer[extTypeAt(buffer, offset)] : undefined
}

/** Puts a list or map together, with the marker if it has one. */
export function closeContainer(
  isMap: boolean,
  marker: Buffer,
  count: number,
  parts: readonly Buffer[],
): Buffer {
  const total = count + (marker.length > 0 ? 1 : 0)
  return Buffer.concat([isMap ? mapHeader(total) : listHeader(total), marker, ...parts])
}
