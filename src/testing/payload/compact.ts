import { extHeader, packInteger, stringHeader } from './pack.ts'
import { PayloadReader } from './reader.ts'

/**
 * One element that is no list and no map, in the bytes the server makes of it before it hashes or stores it
 * (msgpack_compactify, cf/src/msgpack_in.c, 8.1.2): integers and headers as short as can be, except that a blob
 * header (bin 8 to 32) stays when its length needs one of that size.
 */
export function compactScalar(element: Buffer): Buffer {
  const byte = element[0] ?? 0
  if (byte >= 0xcc && byte <= 0xcf) return packInteger(new PayloadReader(element).uint64() ?? 0n)
  if (byte >= 0xd0 && byte <= 0xd3) return packInteger(new PayloadReader(element).int64() ?? 0n)
  const content = new PayloadReader(element).bytes()
  if (content !== undefined) {
    const header = stringHeader(content.length)
    return header.length === element.length - content.length ? element : Buffer.concat([header, content])
  }
  return byte >= 0xc7 && byte <= 0xc9 ? compactExt(element, byte) : element
}

function compactExt(element: Buffer, byte: number): Buffer {
  const head = 2 + (1 << (byte - 0xc7))
  const length = element.length - head
  const header = extHeader(length, element[head - 1] ?? 0)
  return header.length === head ? element : Buffer.concat([header, element.subarray(head)])
}
