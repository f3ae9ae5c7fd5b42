import { type AerospikeError, ResultCode, serverError } from '../errors/index.ts'
import { isBytes } from '../kinds.ts'
import type { Value } from '../values.ts'
import { writeBytesField, writeUdfNames } from '../wire/message.ts'
import { packValue } from '../wire/msgpack/pack.ts'
import { FieldType } from '../wire/proto.ts'
import { named } from '../wire/value-failure.ts'
import { Writer } from '../wire/writer.ts'

/** The bins in which functions answer: what they returned, or why they failed (server as/src/transaction/udf.c, 8.1.2). */
export const UdfBin = { success: 'SUCCESS', failure: 'FAILURE' } as const

/** The fields that call a function, for commands, rows and queries; returns their number. */
export function writeUdfFields(
  writer: Writer,
  module: string,
  name: string,
  args: readonly Value[] | Uint8Array,
): number {
  writeUdfNames(writer, module, name)
  if (isBytes(args)) writeBytesField(writer, FieldType.udfArgs, args)
  else writeArgs(writer, args)
  return 3
}

function writeArgs(writer: Writer, args: readonly Value[]): void {
  const mark = writer.beginLength()
  writer.u8(FieldType.udfArgs)
  appendArgs(writer, args)
  writer.endLength(mark)
}

function appendArgs(writer: Writer, args: readonly Value[]): void {
  named('args', () => {
    packValue(writer, args)
  })
}

/** The arguments as they are sent, for a call that is sent to many nodes. */
export function packArgs(args: readonly Value[]): Buffer {
  const writer = new Writer(128)
  appendArgs(writer, [...args])
  return writer.toBuffer()
}

/** The failure of a function, with its own words where it gave some. */
export function udfFailure(words: unknown, node?: string): AerospikeError {
  return serverError(ResultCode.UDF_FAILED, { hint: typeof words === 'string' ? words : undefined, node })
}
