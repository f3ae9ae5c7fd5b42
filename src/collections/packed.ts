import { PROTO_BODY_MAX } from '../wire/proto.ts'
import { Writer } from '../wire/writer.ts'

/** A writer that grew beyond this is let go, so that one large value does not hold memory forever. */
const KEEP_MAX = 64 * 1024

let spare: Writer | undefined

/** Runs `write` on a writer and returns a copy of what it wrote. The writer is used again; a nested call gets its own. */
export function packed(write: (writer: Writer) => void): Buffer {
  const writer = spare ?? new Writer(1024)
  spare = undefined
  writer.rewind(0)
  writer.limit = PROTO_BODY_MAX
  write(writer)
  const bytes = writer.toBuffer()
  if (writer.buffer.length <= KEEP_MAX) spare = writer
  return bytes
}
