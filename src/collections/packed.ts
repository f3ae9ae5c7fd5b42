import type { Value } from '../values.ts'
import { packListHeader, packNumber, packValue } from '../wire/msgpack/pack.ts'
import { PROTO_BODY_MAX } from '../wire/proto.ts'
import { named } from '../wire/value-failure.ts'
import { Writer } from '../wire/writer.ts'

/** A writer that grew beyond this is let go, so that one large value does not hold memory forever. */
const KEEP_MAX = 64 * 1024

let spare: Writer | undefined

/** Runs `write` on a writer and gives a copy of what it wrote. The writer is used again; a nested call gets its own. */
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

/** Arguments in their order on the wire, under the names that an error calls them by. */
export type Args = Readonly<Record<string, Value>>

/** Writes `[op, args…]`. */
export function packCall(writer: Writer, where: string, op: number, args: Args): void {
  const names = Object.keys(args)
  packListHeader(writer, names.length + 1)
  packNumber(writer, op)
  for (const name of names) named(`${where}: ${name}`, () => packValue(writer, args[name] as Value))
}
