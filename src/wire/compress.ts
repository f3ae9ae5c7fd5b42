import { PROTO_HEADER_SIZE, ProtoType } from './proto.ts'
import { beginFrame, endFrame } from './info.ts'
import type { Writer } from './writer.ts'
import { deflate } from './zlib.ts'

/** Smaller frames are sent as they are, as the other clients do (AS_COMPRESS_THRESHOLD, client-c). */
const THRESHOLD = 128

/** Replaces the frame that starts at `mark` by a compressed one, where that is smaller. */
export function compressFrame(writer: Writer, mark: number): void {
  const size = writer.position - mark
  if (size <= THRESHOLD) return
  const packed = deflate(writer.buffer.subarray(mark, writer.position))
  if (packed.length + PROTO_HEADER_SIZE + 8 >= size) return
  writer.position = mark
  const frame = beginFrame(writer)
  writer.i64(size)
  writer.bytes(packed)
  endFrame(writer, frame, ProtoType.compressed)
}
