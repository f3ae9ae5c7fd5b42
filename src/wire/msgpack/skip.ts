import { protocolError } from '../../errors/index.ts'
import type { Cursor } from './unpack.ts'

/** Bytes behind the header of what has a size of its own, by header from 0xc0 on; undefined for what has none. */
const SIZES: readonly (number | undefined)[] = [
  0, undefined, 0, 0, undefined, undefined, undefined, undefined, undefined, undefined, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17,
] // prettier-ignore

/** Steps over one element, however deep it is, and whatever its texts hold; returns where it begins. */
export function skipElement(cursor: Cursor): number {
  const start = cursor.position
  for (let left = 1; left > 0; left--) left += skipHeader(cursor)
  return start
}

/** Steps over an element but for the elements in it; returns how many these are. */
function skipHeader(cursor: Cursor): number {
  const header = cursor.u8()
  if (header < 0x80 || header >= 0xe0) return 0
  if (header < 0x90) return (header & 0x0f) * 2
  if (header < 0xa0) return header & 0x0f
  if (header < 0xc0) {
    cursor.take(header & 0x1f)
    return 0
  }
  const size = SIZES[header - 0xc0]
  if (size !== undefined) {
    cursor.take(size)
    return 0
  }
  return skipWide(cursor, header)
}

function skipWide(cursor: Cursor, header: number): number {
  switch (header) {
    case 0xc4:
    case 0xd9:
      cursor.take(cursor.u8())
      return 0
    case 0xc5:
    case 0xda:
      cursor.take(cursor.u16())
      return 0
    case 0xc6:
    case 0xdb:
      cursor.take(cursor.u32())
      return 0
    case 0xc7:
      cursor.take(cursor.u8() + 1)
      return 0
    case 0xc8:
      cursor.take(cursor.u16() + 1)
      return 0
    case 0xc9:
      cursor.take(cursor.u32() + 1)
      return 0
    case 0xdc:
      return cursor.u16()
    case 0xdd:
      return cursor.u32()
    case 0xde:
      return cursor.u16() * 2
    case 0xdf:
      return cursor.u32() * 2
    default:
      throw protocolError('An element is of no known kind')
  }
}
