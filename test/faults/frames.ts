import { PROTO_HEADER_SIZE } from '../../src/wire/proto.ts'

/** Takes what arrives on a socket apart into frames, for what stands between a client and a node. */
export function framesOf(take: (frame: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= PROTO_HEADER_SIZE) {
      const end = PROTO_HEADER_SIZE + rest.readUIntBE(2, 6)
      if (rest.length < end) return
      take(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
  }
}
