import { readBase64 } from '../base64.ts'
import { clientError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import { isBytes } from '../kinds.ts'
import { writeBytesField, writeKeyFields } from '../wire/message.ts'
import { FieldType } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import type { FilterExpression } from '../policy/filter-expression.ts'

/** Writes the fields that every command on one record has; gives their number. */
export function writeRecordFields(
  writer: Writer,
  key: Key,
  filter: FilterExpression | undefined,
  sendKey: boolean,
): number {
  const fields = writeKeyFields(writer, key, sendKey)
  if (filter === undefined) return fields
  writeBytesField(writer, FieldType.filterExpression, filterBytes(filter))
  return fields + 1
}

/** The bytes of a filter expression however it was given. */
export function filterBytes(filter: FilterExpression): Uint8Array {
  if (isBytes(filter)) return filter
  if (typeof filter !== 'string') return filter.bytes
  const bytes = readBase64(filter)
  if (bytes === undefined)
    throw clientError('INVALID_OPTION', 'filterExpression: the text is no base64 of an expression')
  return bytes
}
